import type { TransferArtifact, TransferModel, TransferRun } from "../../src/data/artifacts/transfer.ts";
import type { TransferName } from "../../src/util/transfer-names.ts";

type Runs = Pick<TransferModel, "options" | "parameters" | "flopsPerRow" | "graphNodes" | "runs">;

const phaseOf = (phase: string, rows: number, auc: number): TransferRun["phases"][number] => ({
  phase,
  rows,
  batchSize: 64,
  bestEpoch: 2,
  stoppedBecause: "no better validation metric in 1 epochs",
  history: [0.62, auc, auc - 0.01].map((validAuc, e) => ({
    epoch: e + 1,
    trainLoss: 0.6 - 0.05 * e,
    validAuc,
    validLogLoss: 0.55 - 0.02 * e,
  })),
});

/** Runs with these test AUCs; GAUC is 0.01 less, and so is the AUC of the first group of users. */
function runsWith(aucs: readonly number[], phases: readonly string[]): Runs {
  const runs = aucs.map((auc, s): TransferRun => {
    const groups = [-0.01, 0.01].map((more) => ({ auc: auc + more, gauc: auc + more - 0.01 }));
    const metric = { rows: 200, positives: 40, auc, logLoss: 0.4, reason: null, gauc: auc - 0.01, groups };
    const last = phases.length - 1;
    return {
      seed: s + 1,
      phases: phases.map((phase, n) => phaseOf(phase, n < last ? 3000 : 1000, auc)),
      valid: metric,
      test: metric,
    };
  });
  const parameters = { embedding: 4000, dense: 500, frozen: phases.length > 1 ? 2500 : 0 };
  return { options: { hidden: [8, 4] }, parameters, flopsPerRow: 12_345, graphNodes: 67, runs };
}

/** A model with these test AUCs, one a seed. */
export function transferModel(model: TransferName, aucs: readonly number[], phases = ["on the target"]): TransferModel {
  return { model, ...runsWith(aucs, phases) };
}

const mktPhases = ["MEM on all rows", "TEM on the target"];

/** Posts help products: three models and two ablations of MKT, with two seeds. */
export const sampleTransfer: TransferArtifact = {
  domains: ["post", "product"],
  target: "product",
  sources: ["post"],
  rows: { target: { train: 1000, valid: 100, test: 200 }, sources: { train: 3000, valid: 300, test: 600 } },
  seeds: [1, 2],
  device: { name: "cpu", reason: "asked for" },
  users: { count: 90, mixed: 20, mixedRows: 80 },
  activity: [
    { from: 0, to: 9, users: 70, rows: 110 },
    { from: 10, to: null, users: 20, rows: 90 },
  ],
  models: [
    transferModel("mlp", [0.7, 0.702]),
    transferModel("finetune", [0.71, 0.711], ["on the source", "on the target"]),
    transferModel("mkt", [0.73, 0.732], mktPhases),
  ],
  ablations: [
    { ablation: "no-tem", ...runsWith([0.7, 0.702], ["MEM on all rows"]) },
    { ablation: "no-hfa", ...runsWith([0.735, 0.737], mktPhases) },
  ],
  serving: {
    seed: 1,
    frozenParameters: ["mem/cke/expert/0/dense/0/kernel"],
    frozenFeatures: ["segment", "site"],
    leftOut: ["mem/tower/post/output/kernel", "mem/independent/post/dense/0/kernel"],
    onnx: { maxAbsDifference: 1e-7, rows: 200 },
  },
};
