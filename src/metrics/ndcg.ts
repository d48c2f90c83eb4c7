import { topItems } from "./top-items.ts";

/**
 * NDCG@N of one user (ADC IV-B): DCG = Σ (2^rel - 1) / log₂(j + 1) over the places j = 1 … N, divided by that of the best order,
 * whose relevant items take the first min(N, relevant) places. Relevance is 0 or 1; the paper prints `log_2 j + 1`, read as the
 * customary discount. Null without a relevant item. Arguments as those of `recall`.
 */
export function ndcg(scores: ArrayLike<number>, relevant: ReadonlySet<number>, n: number): number | null {
  if (relevant.size === 0) return null;
  const found = topItems(scores, n).map((item) => relevant.has(item));
  const best = Array.from({ length: Math.min(n, relevant.size) }, () => true);
  return discountedGain(found) / discountedGain(best);
}

function discountedGain(relevance: readonly boolean[]): number {
  return relevance.reduce((sum, isRelevant, place) => sum + (isRelevant ? 1 / Math.log2(place + 2) : 0), 0);
}
