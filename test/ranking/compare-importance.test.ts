import { expect, test } from "vitest";
import type { FeatureImportance } from "../../src/data/artifacts/importance.ts";
import { compareImportance } from "../../src/ranking/compare-importance.ts";
import { rankedFeature } from "../support/results-input.ts";

const feature = (name: string, rank: number): FeatureImportance => ({
  name,
  rank,
  mean: 1,
  deviation: 0,
  byLabel: [1, 1],
  interval: [1, 1],
  rankInterval: [rank, rank],
});
const noise = { mean: 0.03, std: 0.01, floor: 0.05, resamples: 200, method: "permutation" };

test("features are placed among themselves by each measure; one without DS has no place by it", () => {
  // Three domains have three pairs: 0.01 a pair is what sampling gives. √(8 · 0.02) = 0.4 for a category.
  const compared = compareImportance({
    features: [feature("brand", 1), feature("price", 2), feature("weight", 3)],
    dependence: [0.1, 0.3, 0.2],
    ranked: [
      rankedFeature("brand", 4, { meanPair: 0.03, noise }),
      rankedFeature("price", 1, { meanPair: 0.61, noise, group: "numerical-scalar" }),
      rankedFeature("weight", 2, { meanPair: null, ds: null, noise, group: "numerical-scalar" }),
    ],
    domains: 3,
  });
  expect(compared).toMatchObject([
    { name: "brand", rank: 1, dependenceRank: 3, shiftRank: 2 },
    { name: "price", rank: 2, dependenceRank: 1, shiftRank: 1 },
    { name: "weight", rank: 3, dependenceRank: 2, shift: null, shiftRank: null },
  ]);
  expect(compared[0].shift).toBeCloseTo(0.4, 12);
  expect(compared[1].shift).toBeCloseTo(0.6, 12);
});
