import { describe, expect, it } from "vitest";
import type { FeatureRank } from "../../src/data/artifacts/rank.ts";
import { selectFeatures } from "../../src/ranking/select-features.ts";
import { rankedFeature } from "../support/results-input.ts";

const rules = { topK: 2, minScore: 0, aboveNoise: true };
const floor = (at: number): FeatureRank["noise"] => ({ ...rankedFeature("x", 1).noise, floor: at });

const names = (choices: readonly { readonly name: string }[]): string[] => choices.map(({ name }) => name);

describe("selectFeatures by rules", () => {
  it("takes the best of each group and says by how much", () => {
    const number = rankedFeature("n", 1, { group: "numerical-scalar", ds: 0.3412 });
    const features = [number, rankedFeature("b", 2), rankedFeature("a", 1)];
    const { selected, rejected } = selectFeatures({ features }, { ...rules, topK: 1 });
    expect(selected.map(({ name, why }) => [name, why])).toEqual([
      ["a", "rank 1 of 2 in categorical-scalar, DS 0.2 above its noise floor 0.05"],
      ["n", "rank 1 of 1 in numerical-scalar, DS 0.341 above its noise floor 0.05"],
    ]);
    expect(rejected.map(({ name, why }) => [name, why])).toEqual([["b", "below the top 1 of its group"]]);
  });

  it("leaves out features that sampling alone explains, without taking a place", () => {
    const noisy = rankedFeature("noisy", 1, { ds: 0.3, aboveNoise: false, noise: floor(0.31) });
    const features = [noisy, rankedFeature("a", 2), rankedFeature("b", 3)];
    const { selected, rejected } = selectFeatures({ features }, rules);
    expect(names(selected)).toEqual(["a", "b"]);
    expect(rejected[0]).toMatchObject({
      name: "noisy",
      ds: 0.3,
      noiseFloor: 0.31,
      why: "DS 0.3 is within its noise floor 0.31: sampling alone explains it",
    });
  });

  it("takes them when aboveNoise is off, and says so", () => {
    const features = [rankedFeature("noisy", 1, { ds: 0.3, aboveNoise: false, noise: floor(0.31) })];
    const { selected } = selectFeatures({ features }, { ...rules, aboveNoise: false });
    expect(selected[0].why).toBe("rank 1 of 1 in categorical-scalar, DS 0.3 within its noise floor 0.31");
  });

  it("leaves out features below minScore", () => {
    const features = [rankedFeature("a", 1, { ds: 0.5 }), rankedFeature("b", 2, { ds: 0.25 })];
    const { selected, rejected } = selectFeatures({ features }, { ...rules, minScore: 0.26 });
    expect(names(selected)).toEqual(["a"]);
    expect(rejected[0].why).toBe("DS 0.25 is below minScore 0.26");
  });

  it("takes a feature at minScore", () => {
    const features = [rankedFeature("a", 1, { ds: 0.25 })];
    expect(names(selectFeatures({ features }, { ...rules, minScore: 0.25 }).selected)).toEqual(["a"]);
  });

  it("never takes a feature without a score", () => {
    const features = [rankedFeature("a", 1, { ds: null, notScored: "one value in every row", aboveNoise: false })];
    const { rejected } = selectFeatures({ features }, { ...rules, aboveNoise: false });
    expect(rejected[0].why).toBe("not scored: one value in every row");
  });
});

describe("selectFeatures and features that one entity alone has", () => {
  const price = rankedFeature("price", 3, { ds: null, notScored: "only product has it", aboveNoise: false });
  const features = [rankedFeature("a", 1), rankedFeature("b", 2), price];

  it("leaves them out, says why, and does not count them among the ranked", () => {
    const { selected, rejected } = selectFeatures({ features }, rules);
    expect(selected.map(({ why }) => why)).toEqual([
      "rank 1 of 2 in categorical-scalar, DS 0.2 above its noise floor 0.05",
      "rank 2 of 2 in categorical-scalar, DS 0.2 above its noise floor 0.05",
    ]);
    expect(rejected.map(({ name, why }) => [name, why])).toEqual([["price", "not scored: only product has it"]]);
  });

  it("takes them where they are named", () => {
    const { selected } = selectFeatures({ features }, { ...rules, features: ["price"] });
    expect(selected[0].why).toBe("named in select.features: not scored: only product has it");
  });
});

describe("selectFeatures by name", () => {
  const features = [rankedFeature("site", 2, { aboveNoise: false }), rankedFeature("age", 1)];

  it("takes exactly the named features, whatever their score", () => {
    const { selected, rejected } = selectFeatures({ features }, { ...rules, topK: 1, features: ["site"] });
    expect(selected.map(({ name, why }) => [name, why])).toEqual([
      ["site", "named in select.features: rank 2 of 2 in categorical-scalar, DS 0.2 within its noise floor 0.05"],
    ]);
    expect(rejected.map(({ name, why }) => [name, why])).toEqual([["age", "not named in select.features"]]);
  });

  it("takes none when none is named", () => {
    expect(selectFeatures({ features }, { ...rules, features: [] }).selected).toEqual([]);
  });

  it("refuses an unknown name and suggests the nearest", () => {
    expect(() => selectFeatures({ features }, { ...rules, features: ["sit"] })).toThrow(
      expect.objectContaining({ code: "config", details: expect.objectContaining({ remedy: "did you mean site?" }) }),
    );
  });
});
