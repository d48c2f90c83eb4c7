/** Domains whose pairs are written: a matrix of 500 domains has a quarter of a million numbers, for each feature. */
const mostDomains = 64;

/** The domains whose pairs are written, ascending, where there are too many for all: those with the most rows, ties by index. @param rows [D] */
export function pairDomains(rows: readonly number[]): number[] | undefined {
  if (rows.length <= mostDomains) return undefined;
  const largest = rows.map((_, d) => d).toSorted((a, b) => rows[b] - rows[a] || a - b);
  return largest.slice(0, mostDomains).toSorted((a, b) => a - b);
}
