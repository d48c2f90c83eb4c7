import type { FoundFile } from "./find-files.ts";

/** The clashing paths of one name, and the names that tell them apart. */
type Clash = Map<string, string>;

/**
 * The files with names that tell their paths apart; a file that is listed twice under one name keeps it. Absolute paths are shown by their last part;
 * where that is ambiguous, by as many more parts as it takes, at most all below the root; what these do not tell apart is numbered.
 */
export function distinctNames<File extends FoundFile>(files: readonly File[]): File[] {
  const groups = new Map<string, Clash>();
  for (const { name, path } of files) groups.set(name, (groups.get(name) ?? new Map()).set(path, name));
  const clashes = [...groups.values()].filter(({ size }) => size > 1);
  if (clashes.length === 0) return [...files];
  for (const clash of clashes) lengthen(clash);
  const kept = [...groups].flatMap(([name, { size }]) => (size === 1 ? [name] : []));
  settle(clashes, kept);
  return files.map((file) => ({ ...file, name: groups.get(file.name)?.get(file.path) ?? file.name }));
}

/** Gives each path the shortest tail that no other one of the clash has, or all its parts where a longer path ends with them. */
function lengthen(clash: Clash): void {
  let open = Array.from(clash.keys(), (path) => ({ path, parts: partsOf(path) }));
  for (let length = 1; open.length > 0; length++) {
    const tails = open.map(({ parts }) => parts.slice(-length).join("/"));
    const times = countEach(tails);
    open = open.filter(({ path, parts }, i) => {
      if ((times.get(tails[i]) ?? 0) > 1 && length < parts.length) return true;
      clash.set(path, tails[i]);
      return false;
    });
  }
}

/** Renames, in the order of the files, what has a name that another path has too. `kept` are the names that stay as in the config. */
function settle(clashes: readonly Clash[], kept: readonly string[]): void {
  const times = countEach([...kept, ...clashes.flatMap((clash) => [...clash.values()])]);
  const once = [...times].flatMap(([name, count]) => (count === 1 ? [name] : []));
  const taken = new Set([...kept, ...once]);
  for (const clash of clashes) {
    for (const [path, name] of clash) {
      if (times.get(name) === 1) continue;
      const free = freeName(name, path, taken);
      taken.add(free);
      clash.set(path, free);
    }
  }
}

/** `name`, or else the first longer tail of the path that is not taken, or its parts behind a number: endings stay, as they tell formats. */
function freeName(name: string, path: string, taken: ReadonlySet<string>): string {
  const parts = partsOf(path);
  const whole = parts.join("/");
  const tails = parts.map((_, i) => parts.slice(-(i + 1)).join("/")).filter((tail) => tail.length > name.length);
  const free = [name, ...tails].find((tail) => !taken.has(tail));
  if (free !== undefined) return free;
  let number = 2;
  while (taken.has(`(${number}) ${whole}`)) number++;
  return `(${number}) ${whole}`;
}

/** The folders of an absolute path and its last part, without its root. */
function partsOf(path: string): string[] {
  return path.split(/[\\/]+/).slice(1);
}

function countEach(names: readonly string[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  return times;
}
