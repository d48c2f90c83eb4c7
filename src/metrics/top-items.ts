/**
 * Numbers of the `n` items with the highest scores, best first; equal scores in the order of their numbers. All items when there are
 * fewer than `n`.
 */
export function topItems(scores: ArrayLike<number>, n: number): number[] {
  const items = Array.from({ length: scores.length }, (_, item) => item);
  return items.sort((a, b) => scores[b] - scores[a] || a - b).slice(0, n);
}
