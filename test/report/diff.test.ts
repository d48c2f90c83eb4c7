import { expect, it } from "vitest";
import { diffResults } from "../../src/report/diff.ts";
import type { StableResults } from "../../src/report/stable-results.ts";

function results(kept: number, auc: number, features: readonly string[]): StableResults {
  return {
    ingest: { rows: { read: kept + 1, kept, rejected: 1 } },
    domains: [{ name: "a|b", rows: kept, share: 1, positiveRate: 0.25 }],
    baseModel: { test: { auc: { overall: auc, byDomain: { "a|b": null } } } },
    ranking: features.map((feature, i) => ({
      feature,
      group: "categorical-scalar",
      rank: i + 1,
      ds: 0.5 - i / 10,
      noiseFloor: 0.01,
      aboveNoise: true,
      dependenceRank: i + 1,
      selected: i === 0,
    })),
    features: [],
    completeness: { p95: 0.01 },
  };
}

const names = { a: "log/aaaa", b: "log/bbbb" };

it("shows counts, AUC and moved features with their change", () => {
  const text = diffResults(results(10, 0.7, ["x", "y", "z"]), results(1200, 0.72, ["y", "x", "z"]), names);
  expect(text).toContain("| kept | 10 | 1,200 | +1,190 |");
  expect(text).toContain("| all | 0.7000 | 0.7200 | +0.0200 |");
  expect(text).toContain("| y | categorical-scalar #2 | categorical-scalar #1 (selected) | +0.1000 |");
  expect(text).toContain("1 other features kept their place.");
});

it("marks features that only one run has, and metrics that are not there", () => {
  const text = diffResults(results(10, 0.7, ["x"]), results(10, 0.7, ["w"]), names);
  expect(text).toContain("| w | absent | categorical-scalar #1 (selected) |  |");
  expect(text).toContain("| a\\|b | none | none |  |");
});

it("says so when nothing changed", () => {
  const same = results(10, 0.7, ["x", "y"]);
  expect(diffResults(same, same, names)).toContain("No feature changed its place (2 features).");
});
