/**
 * Starts to measure the processor time of this process; the returned function gives the share of `threads` cores since then as a note, with the
 * processor time that other processes took for it.
 */
export function watchCores(threads: number): (othersMs?: number) => string {
  const [before, start] = [process.cpuUsage(), performance.now()];
  return (othersMs = 0) => {
    const { user, system } = process.cpuUsage(before);
    const share = ((user + system) / 1000 + othersMs) / (performance.now() - start) / threads;
    return `cores busy ${Math.round(100 * share)} % of the time (${threads} ${threads === 1 ? "thread" : "threads"})`;
  };
}

/** The share that notes of a stage tell, such as `87 %`; undefined where they tell none. */
export function readCores(notes: readonly string[]): string | undefined {
  return notes.map((note) => /^cores busy (\d+ %)/.exec(note)?.[1]).find((share) => share !== undefined);
}
