import { describe, expect, it } from "vitest";
import { compareStudy, studyFeatures } from "../../src/training/compare-study.ts";
import type { TrainedVariant } from "../../src/training/train-models.ts";

const metric = (auc: number | null) => ({ rows: 10, positives: 5, auc, logLoss: 0.5, reason: null });

/** A variant with one AUC a seed, overall and in the first domain; the second domain has one class. */
function trained(key: string, aucs: readonly number[], seedDependence: number[][] = []): TrainedVariant {
  const evaluation = (auc: number) => ({ overall: metric(auc), byDomain: [metric(auc), metric(null)] });
  return {
    key,
    model: "dsfm",
    options: {},
    sensitive: [],
    parameters: { embedding: 10, dense: 5 },
    flopsPerRow: 7,
    graphNodes: 3,
    runs: aucs.map((auc, seed) => {
      const test = evaluation(auc);
      return { seed, bestEpoch: 1, stoppedBecause: "", history: [], valid: test, test };
    }),
    onnx: { maxAbsDifference: 0, rows: 0 },
    dependence: [],
    seedDependence,
  };
}

const entry = (name: string, rank: number, ds: number) => ({
  name,
  group: "numerical-scalar" as const,
  rank,
  ds,
  noiseFloor: 0,
  why: "",
});

describe("comparing the variants of a study", () => {
  const models = [trained("full", [0.7, 0.8]), trained("less", [0.6, 0.68])];
  const [full, less] = compareStudy({ models, domains: ["a", "b"] }, [null, "full"]);

  it("takes differences against the named variant, overall and per domain", () => {
    expect(less.difference).toBeCloseTo(-0.11, 12);
    expect([less.differenceByDomain[0], less.differenceByDomain[1]]).toEqual([less.difference, null]);
    // Differences -0.1 and -0.12: t = 0.11 / 0.01 = 11 with one degree of freedom, p = 1 - 2 atan(11) / π.
    expect(less.pValue).toBeCloseTo(1 - (2 * Math.atan(11)) / Math.PI, 9);
  });

  it("leaves the one that stands for itself without a difference", () => {
    expect([full.difference, full.differenceByDomain, full.pValue]).toEqual([null, [null, null], null]);
    expect(full.parameters).toBe(15);
  });
});

describe("what the variants of a study depend on", () => {
  const seeds = [
    [0.5, 0.1, 0.4],
    [0.1, 0.2, 0.4],
  ];
  const selection = { selected: [entry("y", 1, 0.9)], rejected: [entry("x", 2, 0.2), entry("z", 3, 0.1)] };
  const features = studyFeatures([trained("m", [0.7, 0.8], seeds)], selection, ["x", "y", "z"]);

  it("is averaged over the seeds before it is ranked", () => {
    // Means 0.3, 0.15 and 0.4.
    expect(features.map(({ ranks }) => ranks)).toEqual([[2], [3], [1]]);
    expect(features[0].meanAbs[0]).toBeCloseTo(0.3, 12);
  });

  it("keeps the place with each seed", () => {
    expect(features.map(({ seedRanks }) => seedRanks)).toEqual([[[1, 3]], [[3, 2]], [[2, 1]]]);
  });

  it("stands beside the audit's ranking", () => {
    expect(features.map(({ feature, selected, dsRank }) => [feature, selected, dsRank])).toEqual([
      ["x", false, 2],
      ["y", true, 1],
      ["z", false, 3],
    ]);
  });
});
