const clip = 1e-12;

/** Mean binary cross-entropy of probabilities, clipped to [1e-12, 1 - 1e-12], in nats. Null without rows. */
export function logLoss(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number | null {
  const rows = probabilities.length;
  if (rows === 0) return null;
  let total = 0;
  for (let i = 0; i < rows; i++) total += crossEntropy(probabilities[i], labels[i]);
  return total / rows;
}

/** Binary cross-entropy of one probability, clipped as in `logLoss`, in nats. */
export function crossEntropy(probability: number, label: number): number {
  const p = Math.min(Math.max(probability, clip), 1 - clip);
  return label === 1 ? -Math.log(p) : -Math.log1p(-p);
}

/** 1 / (1 + exp(-logit)), exact on both sides. */
export function sigmoid(logit: number): number {
  if (logit >= 0) return 1 / (1 + Math.exp(-logit));
  const e = Math.exp(logit);
  return e / (1 + e);
}
