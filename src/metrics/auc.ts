/**
 * Area under the ROC curve: the share of (positive, negative) pairs in which the positive has the higher score, ties one half. Null when
 * a class is absent. `scores` and `labels` (0 or 1) have N elements; O(N log N).
 */
export function auc(scores: ArrayLike<number>, labels: ArrayLike<number>): number | null {
  let p = 0;
  for (let i = 0; i < scores.length; i++) if (labels[i] === 1) p++;
  const n = scores.length - p;
  if (p === 0 || n === 0) return null;
  // Of many rows a copy counts: float32 scores stay what they are.
  const copy = (count: number): Scores =>
    scores instanceof Float32Array ? new Float32Array(count) : new Float64Array(count);
  const [positives, negatives] = [copy(p), copy(n)];
  for (let i = 0, toPositive = 0, toNegative = 0; i < scores.length; i++) {
    if (labels[i] === 1) positives[toPositive++] = scores[i];
    else negatives[toNegative++] = scores[i];
  }
  return wins(positives.sort(), negatives.sort()) / (p * n);
}

type Scores = Float32Array | Float64Array;

/** Pairs won by the positives; both arrays ascend. Two pointers: negatives below, and below or equal. */
function wins(positives: Scores, negatives: Scores): number {
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
