/**
 * Area under the ROC curve: the share of (positive, negative) pairs in which the positive has the higher score, ties one half. Null when
 * a class is absent. `scores` and `labels` (0 or 1) have N elements; O(N log N).
 */
export function auc(scores: ArrayLike<number>, labels: ArrayLike<number>): number | null {
  const positives = new Float64Array(scores.length);
  const negatives = new Float64Array(scores.length);
  let p = 0;
  let n = 0;
  for (let i = 0; i < scores.length; i++) {
    if (labels[i] === 1) positives[p++] = scores[i];
    else negatives[n++] = scores[i];
  }
  if (p === 0 || n === 0) return null;
  return wins(positives.subarray(0, p).sort(), negatives.subarray(0, n).sort()) / (p * n);
}

/** Pairs won by the positives; both arrays ascend. Two pointers: negatives below, and below or equal. */
function wins(positives: Float64Array, negatives: Float64Array): number {
  let below = 0;
  let atMost = 0;
  let total = 0;
  for (const score of positives) {
    while (below < negatives.length && negatives[below] < score) below++;
    while (atMost < negatives.length && negatives[atMost] <= score) atMost++;
    total += (below + atMost) / 2;
  }
  return total;
}
