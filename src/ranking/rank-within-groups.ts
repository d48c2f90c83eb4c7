/** What a ranking looks at; a null score comes after every number. */
export interface Scored {
  readonly name: string;
  readonly group: string;
  readonly score: number | null;
}

/**
 * Ranks from 1 within each group by descending score, all different; ties by name in the order of UTF-16 code units. Returned in the
 * order of `items`. With one group for all it ranks over everything.
 */
export function rankWithinGroups(items: readonly Scored[]): number[] {
  const ranks = new Array<number>(items.length).fill(0);
  const order = items.map((_, i) => i).sort((a, b) => compare(items[a], items[b]));
  const taken = new Map<string, number>();
  for (const i of order) {
    const rank = (taken.get(items[i].group) ?? 0) + 1;
    taken.set(items[i].group, rank);
    ranks[i] = rank;
  }
  return ranks;
}

function compare(a: Scored, b: Scored): number {
  const scoreA = a.score ?? -Infinity;
  const scoreB = b.score ?? -Infinity;
  if (scoreA !== scoreB) return scoreA > scoreB ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
