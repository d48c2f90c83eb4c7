import { describe, expect, it } from "vitest";
import type { TrainArtifact } from "../../src/data/artifacts/train.ts";
import { compareModels, pairedTest, spread } from "../../src/training/compare-models.ts";

const metric = (auc: number | null) => ({ rows: 10, positives: 5, auc, logLoss: 0.5, reason: null });

function trained(model: "dsfm" | "shared-dnn", aucs: readonly number[]): TrainArtifact["models"][number] {
  const evaluation = (auc: number) => ({ overall: metric(auc), byDomain: [metric(auc), metric(null)] });
  return {
    model,
    options: {},
    parameters: { embedding: 10, dense: 5 },
    flopsPerRow: 7,
    graphNodes: 3,
    runs: aucs.map((auc, seed) => ({
      seed,
      bestEpoch: 1,
      stoppedBecause: "",
      history: [],
      valid: evaluation(auc),
      test: evaluation(auc),
    })),
    onnx: { maxAbsDifference: 0, rows: 0 },
    dependence: [],
  };
}

const artifact = (models: TrainArtifact["models"]): TrainArtifact => ({
  domains: ["a", "b"],
  sensitive: [],
  batchSize: 1,
  seeds: [1],
  device: { name: "cpu", reason: "" },
  dependenceRows: { measured: 1, test: 1 },
  models,
});

describe("comparing models", () => {
  it("puts the best first and tests it against the best other", () => {
    const models = [trained("shared-dnn", [0.7, 0.71, 0.72]), trained("dsfm", [0.75, 0.765, 0.77])];
    const [first, second] = compareModels(artifact(models));
    expect([first.model, first.against, first.wins]).toEqual(["dsfm", "shared-dnn", true]);
    expect([second.model, second.wins]).toEqual(["shared-dnn", false]);
    expect(first.auc.mean).toBeCloseTo(0.7616667, 6);
    expect(first.parameters).toBe(15);
  });

  it("gives no mean where a domain has one class", () => {
    const [line] = compareModels(artifact([trained("dsfm", [0.7, 0.8])]));
    expect(line.aucByDomain[1]).toEqual({ mean: null, deviation: null });
    expect(line.pValue).toBeNull();
  });

  it("agrees with a t-test by hand", () => {
    // Differences 1, 2, 3: mean 2, deviation 1, t = 2 √3 = 3.4641, 2 degrees of freedom.
    const t = 2 * Math.sqrt(3);
    expect(pairedTest([2, 4, 6], [1, 2, 3])).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 12);
    expect(spread([1, 2, 3])).toEqual({ mean: 2, deviation: 1 });
  });
});
