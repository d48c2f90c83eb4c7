import { gaussLegendre } from "./gauss-legendre.ts";

/** A rule for the integral over the path from the baseline (0) to the input (1). */
export type QuadratureName = "riemann" | "trapezoid" | "gausslegendre";

/** Nodes in [0, 1] and their weights, which add up to 1. */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * The rule of T steps (DSFM, Eq. 4 and 5): `riemann` is the right sum of the paper, t/T for t = 1..T; `trapezoid` has t = 0..T with half
 * weight at the ends; `gausslegendre` has T nodes and is exact for polynomials of degree 2T - 1. @param steps T ≥ 1
 */
export function quadrature(name: QuadratureName, steps: number): Quadrature {
  return rules[name](steps);
}

const rules = {
  riemann: (steps) => ({
    nodes: Float64Array.from({ length: steps }, (_, t) => (t + 1) / steps),
    weights: new Float64Array(steps).fill(1 / steps),
  }),
  trapezoid: (steps) => ({
    nodes: Float64Array.from({ length: steps + 1 }, (_, t) => t / steps),
    weights: Float64Array.from({ length: steps + 1 }, (_, t) => (t === 0 || t === steps ? 0.5 : 1) / steps),
  }),
  gausslegendre: gaussLegendre,
} satisfies Record<QuadratureName, (steps: number) => Quadrature>;
