import { expect, it } from "vitest";
import { rankAt, zipf } from "../../../src/data/synth/zipf.ts";

it("gives the shares of a Zipf law, cumulated", () => {
  // 1, 1/2 and 1/3 add up to 11/6.
  expect([...zipf(3, 1)].map((share) => Number(share.toFixed(9)))).toEqual([0.545454545, 0.818181818, 1]);
});

it("finds the first rank whose cumulative share exceeds a number", () => {
  const cumulative = Float64Array.of(0.25, 0.5, 1);
  expect([0, 0.2499, 0.25, 0.5, 0.999].map((u) => rankAt(cumulative, u))).toEqual([0, 0, 1, 2, 2]);
});
