import type { Quadrature } from "./quadrature.ts";

/**
 * Gauss-Legendre nodes, ascending, and weights on [0, 1]: the roots of the Legendre polynomial of degree T by Newton's method from
 * Tricomi's estimate, accurate to a few units in the last place of float64. @param steps T ≥ 1
 */
export function gaussLegendre(steps: number): Quadrature {
  const nodes = new Float64Array(steps);
  const weights = new Float64Array(steps);
  for (let t = 0; t < Math.ceil(steps / 2); t++) {
    const { root, slope } = legendreRoot(steps, t);
    // (1 - root²) from its factors: no cancellation near the ends. Half of the weight on [-1, 1].
    const weight = 1 / ((1 - root) * (1 + root) * slope * slope);
    nodes[t] = (1 - root) / 2;
    nodes[steps - 1 - t] = (1 + root) / 2;
    weights[t] = weight;
    weights[steps - 1 - t] = weight;
  }
  return { nodes, weights };
}

/** Root number `t` of P_T, counted from the largest, and the slope of P_T there. */
function legendreRoot(degree: number, t: number): { root: number; slope: number } {
  // The middle root of an odd polynomial is 0 exactly.
  if (2 * t + 1 === degree) return { root: 0, slope: legendre(degree, 0).slope };
  let root = Math.cos((Math.PI * (t + 0.75)) / (degree + 0.5));
  for (let round = 0; round < 100; round++) {
    const { value, slope } = legendre(degree, root);
    const step = value / slope;
    root -= step;
    if (Math.abs(step) < 1e-15) break;
  }
  return { root, slope: legendre(degree, root).slope };
}

/** P_n(x) and its derivative by Bonnet's recursion, for |x| < 1. */
function legendre(degree: number, x: number): { value: number; slope: number } {
  let before = 1;
  let value = x;
  for (let n = 2; n <= degree; n++) {
    const next = ((2 * n - 1) * x * value - (n - 1) * before) / n;
    before = value;
    value = next;
  }
  return { value, slope: (degree * (before - x * value)) / ((1 - x) * (1 + x)) };
}
