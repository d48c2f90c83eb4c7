import { topItems } from "./top-items.ts";

/**
 * Recall@N of one user: the share of the relevant items among the `n` ≥ 1 best scored. `scores` has one element an item, `relevant` the
 * numbers of the relevant items. Null without a relevant item; the mean over users leaves such users out.
 */
export function recall(scores: ArrayLike<number>, relevant: ReadonlySet<number>, n: number): number | null {
  if (relevant.size === 0) return null;
  return topItems(scores, n).filter((item) => relevant.has(item)).length / relevant.size;
}
