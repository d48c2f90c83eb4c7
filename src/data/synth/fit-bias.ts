/** The bias at which the mean probability of a sample of rows is `rate`, by bisection. @param logits [N] without the bias */
export function fitBias(logits: ArrayLike<number>, rate: number): number {
  let [low, high] = [-20, 20];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (meanProbability(logits, middle) < rate) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function meanProbability(logits: ArrayLike<number>, bias: number): number {
  let sum = 0;
  for (let n = 0; n < logits.length; n++) sum += 1 / (1 + Math.exp(-bias - logits[n]));
  return sum / logits.length;
}
