import { describe, expect, it } from "vitest";
import { cubeRootLaw } from "../../../src/ranking/noise/cube-root-law.ts";

// The square of a normal pair: chi-square with 2 degrees of freedom has mean 2, deviation 2 and the quantiles -2 ln(1 - p).
const law = cubeRootLaw(2, 2);

describe("cubeRootLaw", () => {
  it.each([
    [0.95, 1.6449],
    [0.99, 2.3263],
    [0.999, 3.0902],
  ])("has the %d quantile of a chi-square law within 2.5 %%", (p, z) => {
    expect(law.score(z) / (-2 * Math.log(1 - p))).toSatisfy((ratio: number) => Math.abs(ratio - 1) < 0.025);
  });

  it("comes close to a normal law where the deviation is small", () => {
    expect(cubeRootLaw(10, 0.1).score(2)).toBeCloseTo(10.2, 2);
  });

  it("gives back the deviate of a score", () => {
    expect(law.deviate(law.score(1.25))).toBeCloseTo(1.25, 12);
  });

  it("has no negative scores", () => {
    expect(law.score(-5)).toBe(0);
  });
});
