import { expect, test } from "vitest";
import type { FeatureImportance } from "../../src/data/artifacts/importance.ts";
import { compareImportance } from "../../src/ranking/compare-importance.ts";

const feature = (name: string, rank: number): FeatureImportance => ({
  name,
  rank,
  mean: 1,
  deviation: 0,
  byLabel: [1, 1],
  interval: [1, 1],
  rankInterval: [rank, rank],
});

test("features are placed among themselves by importance and by dependence", () => {
  const features = [feature("brand", 1), feature("price", 2), feature("weight", 3)];
  expect(compareImportance(features, [0.1, 0.3, 0.2])).toEqual([
    { name: "brand", rank: 1, dependence: 0.1, dependenceRank: 3 },
    { name: "price", rank: 2, dependence: 0.3, dependenceRank: 1 },
    { name: "weight", rank: 3, dependence: 0.2, dependenceRank: 2 },
  ]);
});
