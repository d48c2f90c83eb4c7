import { describe, expect, it } from "vitest";
import { equivalentShift, findNeglected } from "../../src/ranking/neglect.ts";

const feature = (name: string, shift: number | null, dependenceRank: number, different = true) => ({
  name,
  shift,
  different,
  dependenceRank,
});

describe("neglect", () => {
  const inputs = [
    feature("city", 2, 6),
    feature("price", 1.5, 1),
    feature("noise_id", 1, 5, false),
    feature("hour", 0.5, 4),
    feature("age", 0.1, 2),
    feature("constant", null, 3),
  ];

  it("names the features that differ most but are in the lower half by dependence", () => {
    const { features } = findNeglected(inputs);
    expect(features.filter(({ neglected }) => neglected).map(({ name }) => name)).toEqual(["city", "hour"]);
  });

  it("lists a quarter of the features, at least four, by distribution", () => {
    const { top, features } = findNeglected(inputs);
    expect(top).toBe(4);
    expect(features.map(({ name, distributionRank }) => [name, distributionRank])).toEqual([
      ["city", 1],
      ["price", 2],
      ["noise_id", 3],
      ["hour", 4],
    ]);
  });

  it("lists no feature that cannot be compared, however few can", () => {
    const alone = ["price", "brand", "length", "outlet"].map((name, i) => feature(name, null, i + 2));
    const { top, features } = findNeglected([feature("city", 2, 1), ...alone]);
    expect([top, features.map(({ name }) => name)]).toEqual([1, ["city"]]);
  });

  it("puts both kinds of distance on the scale of a shift of normal laws", () => {
    // JS of two normal laws a small shift s apart is s^2 / 8.
    expect(equivalentShift(0.02 ** 2 / 8, 0, false)).toBeCloseTo(0.02, 12);
    expect(equivalentShift(0.3, 0.1, true)).toBeCloseTo(0.2, 12);
    expect(equivalentShift(0.1, 0.3, true)).toBe(0);
  });
});
