import { expect, it } from "vitest";
import { fitBias } from "../../../src/data/synth/fit-bias.ts";

it("finds the logit of the rate where the rows have no effect of their own", () => {
  // log(0.1 / 0.9)
  expect(fitBias([0, 0, 0], 0.1)).toBeCloseTo(-Math.log(9), 9);
});

it("takes off what all rows add", () => {
  expect(fitBias([2, 2], 0.5)).toBeCloseTo(-2, 9);
});
