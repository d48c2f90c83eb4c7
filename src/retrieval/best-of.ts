import { kthLargest } from "./kth-largest.ts";

/**
 * Positions of the `count` highest of the first `length` scores, best first, equal scores in their order; all when there are fewer. As
 * `topItems`, but without sorting what is not returned. Scores hold no NaN.
 */
export function bestOf(scores: Float64Array, length: number, count: number): number[] {
  const compare = (a: number, b: number): number => scores[b] - scores[a] || a - b;
  if (count >= length) return Array.from({ length }, (_, i) => i).sort(compare);
  const bound = kthLargest(scores.slice(0, length), length, count);
  const above: number[] = [];
  const equal: number[] = [];
  for (let i = 0; i < length; i++) {
    if (scores[i] > bound) above.push(i);
    else if (scores[i] === bound && equal.length < count) equal.push(i);
  }
  return [...above.sort(compare), ...equal.slice(0, count - above.length)];
}
