import { expect, it } from "vitest";
import { matchedHidden } from "../../../src/training/two-tower/equal-sizes.ts";

/** Kernels of layers [10 → hidden… → 4], without biases. */
const count = (hidden: readonly number[]): number =>
  [10, ...hidden].reduce((sum, units, l) => sum + units * [...hidden, 4][l], 0);

it("widens all layers until the parameters are as many as can be", () => {
  const matched = matchedHidden([8, 4], count([24, 12]), count);
  expect(matched).toEqual([24, 12]);
});

it("comes nearest to a number that no width gives", () => {
  const target = count([24, 12]) + 10;
  const [a, b] = matchedHidden([8, 4], target, count);
  expect(Math.abs(count([a, b]) - target)).toBeLessThanOrEqual(Math.abs(count([25, 12]) - target));
});

it("narrows layers that are too wide", () => {
  expect(matchedHidden([100], count([7]), count)).toEqual([7]);
});
