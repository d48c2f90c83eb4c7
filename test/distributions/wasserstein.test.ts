import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wasserstein1, wassersteinOfSamples } from "../../src/distributions/wasserstein.ts";
import { onSupport } from "../support/arbitrary-distributions.ts";

// Distances up to 200 from a dozen rounded masses.
const rounding = 1e-11;

describe("wasserstein1", () => {
  it("is symmetric", () => {
    fc.assert(
      fc.property(onSupport(2), ({ support, masses: [p, q] }) => {
        return Math.abs(wasserstein1(support, p, q) - wasserstein1(support, q, p)) <= rounding;
      }),
    );
  });

  it("is exactly 0 between a distribution and itself", () => {
    fc.assert(fc.property(onSupport(1), ({ support, masses: [p] }) => wasserstein1(support, p, p) === 0));
  });

  it("satisfies the triangle inequality", () => {
    fc.assert(
      fc.property(onSupport(3), ({ support, masses: [p, q, r] }) => {
        const detour = wasserstein1(support, p, q) + wasserstein1(support, q, r);
        return wasserstein1(support, p, r) <= detour + rounding;
      }),
    );
  });

  it("does not change when the axis is shifted, and scales with it", () => {
    fc.assert(
      fc.property(onSupport(2), fc.integer({ min: -100, max: 100 }), ({ support, masses: [p, q] }, shift) => {
        const moved = support.map((x) => 4 * (x + shift));
        return Math.abs(wasserstein1(moved, p, q) - 4 * wasserstein1(support, p, q)) <= 4 * rounding;
      }),
    );
  });

  it("is at least the distance of the means", () => {
    fc.assert(
      fc.property(onSupport(2), ({ support, masses: [p, q] }) => {
        const difference = support.reduce((sum, x, v) => sum + x * (p[v] - q[v]), 0);
        return wasserstein1(support, p, q) >= Math.abs(difference) - rounding;
      }),
    );
  });

  it("is 0.1, 1 and 0.9 for the points of DSFM's example", () => {
    const support = [0, 0.1, 1];
    expect(wasserstein1(support, [1, 0, 0], [0, 1, 0])).toBeCloseTo(0.1, 15);
    expect(wasserstein1(support, [1, 0, 0], [0, 0, 1])).toBe(1);
    expect(wasserstein1(support, [0, 1, 0], [0, 0, 1])).toBeCloseTo(0.9, 15);
  });
});

describe("wassersteinOfSamples", () => {
  it("takes samples in any order, with repeats and weights of any sum", () => {
    const u = { values: [3, 1, 1], weights: [2, 1, 1] };
    const v = { values: [2], weights: [10] };
    expect(wassersteinOfSamples(u, v)).toBe(1);
  });

  it("gives the distance on the common support", () => {
    fc.assert(
      fc.property(onSupport(2), ({ support, masses: [p, q] }) => {
        const samples = wassersteinOfSamples({ values: support, weights: p }, { values: support, weights: q });
        return Math.abs((samples ?? NaN) - wasserstein1(support, p, q)) <= rounding;
      }),
    );
  });

  it("is null when a sample has no mass", () => {
    expect(wassersteinOfSamples({ values: [1], weights: [0] }, { values: [1], weights: [1] })).toBeNull();
  });
});
