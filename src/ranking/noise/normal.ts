/** P(Z > z) of a standard normal, to 1.2e-7 relative everywhere (Numerical Recipes, `erfcc`). */
export function normalUpperTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  const inner = -0.82215223 + t * 0.17087277;
  const middle = 0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * inner));
  const outer = 1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806 + t * middle)));
  const erfc = t * Math.exp(-x * x - 1.26551223 + t * outer);
  return z >= 0 ? erfc / 2 : 1 - erfc / 2;
}

/** The z with P(Z <= z) = p, 0 < p < 1: a rational start (Abramowitz and Stegun 26.2.23) and two Newton steps. */
export function normalQuantile(p: number): number {
  if (p < 0.5) return -normalQuantile(1 - p);
  const upper = 1 - p;
  const t = Math.sqrt(-2 * Math.log(upper));
  let z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 2; step++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    z += (normalUpperTail(z) - upper) / density;
  }
  return z;
}
