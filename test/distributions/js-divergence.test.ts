import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clipDivergence, jsDivergence } from "../../src/distributions/js-divergence.ts";
import { distributions } from "../support/arbitrary-distributions.ts";

// A dozen terms of size at most 1, each rounded a few times.
const rounding = 1e-14;
// The square root of a divergence that is 0 but for rounding.
const rootRounding = 1e-7;

describe("jsDivergence", () => {
  it("is symmetric", () => {
    fc.assert(fc.property(distributions(2), ([p, q]) => Math.abs(jsDivergence(p, q) - jsDivergence(q, p)) <= rounding));
  });

  it("lies between 0 and ln 2", () => {
    fc.assert(
      fc.property(distributions(2), ([p, q]) => {
        const js = jsDivergence(p, q);
        return js >= 0 && js <= Math.LN2;
      }),
    );
  });

  it("is exactly 0 between a distribution and itself", () => {
    fc.assert(fc.property(distributions(1), ([p]) => jsDivergence(p, p) === 0));
  });

  it("is positive between different distributions", () => {
    fc.assert(
      fc.property(distributions(2), ([p, q]) => {
        fc.pre(p.some((mass, v) => mass !== q[v]));
        return jsDivergence(p, q) > 0;
      }),
    );
  });

  it("has a square root that satisfies the triangle inequality", () => {
    fc.assert(
      fc.property(distributions(3), ([p, q, r]) => {
        const direct = Math.sqrt(jsDivergence(p, r));
        return direct <= Math.sqrt(jsDivergence(p, q)) + Math.sqrt(jsDivergence(q, r)) + rootRounding;
      }),
    );
  });

  it("does not depend on the order of the values", () => {
    fc.assert(
      fc.property(distributions(2), ([p, q]) => {
        const backwards = jsDivergence(p.toReversed(), q.toReversed());
        return Math.abs(jsDivergence(p, q) - backwards) <= rounding;
      }),
    );
  });

  it("is ln 2 for disjoint supports", () => {
    expect(jsDivergence([0.5, 0.5, 0], [0, 0, 1])).toBeCloseTo(Math.LN2, 15);
  });

  it("is (3/4) ln (4/3) for a certain value against a coin on it", () => {
    expect(jsDivergence([1, 0], [0.5, 0.5])).toBeCloseTo(0.75 * Math.log(4 / 3), 15);
  });

  it("keeps its digits for nearly equal distributions, where logarithms cancel", () => {
    const shift = 1e-9;
    // Leading term of the series: shift^2 / (8 p (1 - p)) at p = 1/2.
    expect(jsDivergence([0.5, 0.5], [0.5 + shift, 0.5 - shift]) / (shift ** 2 / 2)).toBeCloseTo(1, 6);
  });
});

describe("clipDivergence", () => {
  it("puts back what rounding did", () => {
    expect(clipDivergence(-1e-15)).toBe(0);
    expect(clipDivergence(Math.LN2 + 1e-15)).toBe(Math.LN2);
  });

  it.each([NaN, -0.01, 0.7])("refuses %d, which rounding does not explain", (divergence) => {
    expect(() => clipDivergence(divergence)).toThrow(RangeError);
  });
});
