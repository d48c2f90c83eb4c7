import { describe, expect, it } from "vitest";
import { scoreFeature } from "../../src/ranking/score-feature.ts";
import { cellsOf } from "./simulated-log.ts";

// Id 1 is null: domain 0 has the values 3 and 4, domain 1 has none.
const rows = Array.from({ length: 40 }, (_, b) => ({
  domain: b % 2,
  ids: [b % 2 === 1 ? 1 : 3 + (b % 4 === 0 ? 0 : 1)],
  attribution: 0.1 + b / 100,
}));
const feature = { name: "length", sequence: false, cells: cellsOf(rows, 2), points: null };
const options = { scale: "std", alpha: 0.05, features: 1, resamples: 40, seed: 1 } as const;

describe("scoreFeature", () => {
  it("scores a feature whose values no two domains share as far apart as can be", () => {
    const { effect, notScored } = scoreFeature({ ...feature, entity: undefined }, options);
    expect(effect.ds).toBeCloseTo(Math.LN2, 9);
    expect(notScored).toBeNull();
  });

  it("does not score it when its role says that one entity alone has it", () => {
    const score = scoreFeature({ ...feature, entity: "post" }, options);
    expect(score).toMatchObject({
      notScored: "only post has it",
      aboveNoise: false,
      plainShift: null,
      plainDifferent: false,
      plainFloor: null,
      noise: { resamples: 0 },
    });
  });
});
