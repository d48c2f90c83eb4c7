import { describe, expect, it } from "vitest";
import { effectWeightedDistribution } from "../../src/distributions/effect-weighted.ts";
import { effectWeight } from "../../src/distributions/effect-weight.ts";

describe("effectWeightedDistribution", () => {
  it("adds a row's weight at its value and divides by the sum", () => {
    const { Z, mass } = effectWeightedDistribution(["x", "y", "x"], [1, 2, 1], "categorical-scalar");
    expect(Z).toBe(4);
    expect(mass).toEqual(
      new Map([
        ["x", 0.5],
        ["y", 0.5],
      ]),
    );
  });

  it("keeps null apart from the text null", () => {
    const { mass } = effectWeightedDistribution([null, "null"], [1, 3], "categorical-scalar");
    expect(mass).toEqual(
      new Map<string | null, number>([
        [null, 0.25],
        ["null", 0.75],
      ]),
    );
  });

  it("leaves a null number out of the mass and of Z", () => {
    expect(effectWeightedDistribution([null, 5], [9, 2], "numerical-scalar")).toEqual({
      Z: 2,
      mass: new Map([[5, 1]]),
    });
  });

  it("gives each element of a sequence an equal share of its row, repeats adding up", () => {
    const { Z, mass } = effectWeightedDistribution(
      [["p", "q", "p", null], [], null],
      [2, 5, 5],
      "categorical-sequence",
    );
    expect(Z).toBe(2);
    expect(mass).toEqual(
      new Map<string | null, number>([
        ["p", 0.5],
        ["q", 0.25],
        [null, 0.25],
      ]),
    );
  });

  it("drops null elements of a numeric sequence before counting them", () => {
    const { Z, mass } = effectWeightedDistribution([[null, 1, 3], [null]], [2, 7], "numerical-sequence");
    expect({ Z, mass }).toEqual({
      Z: 2,
      mass: new Map([
        [1, 0.5],
        [3, 0.5],
      ]),
    });
  });

  it("leaves values without weight out", () => {
    expect(effectWeightedDistribution(["x", "y"], [0, 1], "categorical-scalar").mass).toEqual(new Map([["y", 1]]));
  });

  it("is null when Z is 0", () => {
    expect(effectWeightedDistribution(["x"], [0], "categorical-scalar")).toEqual({ Z: 0, mass: null });
  });
});

describe("effectWeight", () => {
  it.each([
    ["abs", -2, 2],
    ["abs", 3, 3],
    ["positive", -2, 0],
    ["positive", 3, 3],
    ["none", -2, 1],
  ] as const)("under %s turns %d into %d", (mode, a, weight) => {
    expect(effectWeight(a, mode)).toBe(weight);
  });
});
