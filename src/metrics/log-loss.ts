const clip = 1e-12;

/** Mean binary cross-entropy of probabilities, clipped to [1e-12, 1 - 1e-12], in nats. Null without rows. */
export function logLoss(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number | null {
  const rows = probabilities.length;
  if (rows === 0) return null;
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const p = Math.min(Math.max(probabilities[i], clip), 1 - clip);
    total -= labels[i] === 1 ? Math.log(p) : Math.log1p(-p);
  }
  return total / rows;
}

/** 1 / (1 + exp(-logit)), exact on both sides. */
export function sigmoid(logit: number): number {
  if (logit >= 0) return 1 / (1 + Math.exp(-logit));
  const e = Math.exp(logit);
  return e / (1 + e);
}
