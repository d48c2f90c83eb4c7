import { configSchema } from "../../../src/config/schema.ts";
import type { TrainArtifact } from "../../../src/data/artifacts/train.ts";
import type { ModelReportInput } from "../../../src/report/models/report-input.ts";
import { compareModels } from "../../../src/training/compare-models.ts";
import { compareWith } from "../../../src/training/compare-with.ts";
import type { ModelName } from "../../../src/util/model-names.ts";
import { nastyDomain, nastyFeature } from "../sample-ranking.ts";

type Model = TrainArtifact["models"][number];
type Evaluation = Model["runs"][number]["test"];

/** Test AUCs [S, 1 + D] of a model: overall, then per domain. */
export interface SampleModel {
  readonly model: ModelName;
  readonly aucs: readonly (readonly (number | null)[])[];
}

/** 1000 test rows in three domains of 610, 380 and 10 rows. */
const domainRows = [610, 380, 10];
const domains = ["search", nastyDomain, "channel"];
const features = ["site", "price", nastyFeature];

/** A training of dsfm, shared-dnn and star with three seeds, in which dsfm is better by 0.02, 0.03 and 0.04. */
export function sampleModels(): ModelReportInput {
  return reportOn([
    { model: "shared-dnn", aucs: [0, 0.001, 0.002].map((more) => [0.7 + more, 0.71, 0.69, 0.6]) },
    { model: "dsfm", aucs: [0.02, 0.03, 0.04].map((more) => [0.7 + more, 0.72, 0.7, 0.6 + more]) },
    { model: "star", aucs: [0, 0, 0].map(() => [0.69, 0.7, 0.68, null]) },
  ]);
}

/** What the train stage would hand to the report. @param names of the domains, with the rows of `rows` */
export function reportOn(
  models: readonly SampleModel[],
  names: readonly string[] = domains,
  rows: readonly number[] = domainRows,
): ModelReportInput {
  const seeds = models[0].aucs.map((_, s) => s + 1);
  const artifact: TrainArtifact = {
    domains: [...names],
    sensitive: ["site"],
    batchSize: 64,
    seeds,
    device: { name: "cpu", reason: "" },
    dependenceRows: { measured: 250, test: rows.reduce((sum, count) => sum + count, 0) },
    models: models.map((sample, m) => trained(sample, m, rows)),
  };
  const config = { name: "t", dataset: { files: ["*"] }, domain: "d", label: "y", features: {} };
  const { base } = configSchema.parse({ ...config, features: { site: { kind: "categorical" } } });
  return {
    artifact,
    lines: compareModels(artifact),
    gains: compareWith(artifact, "shared-dnn"),
    selected: ["site", nastyFeature],
    rows: { train: 7000, valid: 500, test: rows.reduce((sum, count) => sum + count, 0) },
    referenceParameters: 1000,
    settings: base,
  };
}

function trained({ model, aucs }: SampleModel, m: number, rows: readonly number[]): Model {
  return {
    model,
    options: { hidden: [128, 64, 32] },
    parameters: { embedding: 5000, dense: 1000 * (m + 1) },
    flopsPerRow: 2000 * (m + 1),
    graphNodes: 10,
    runs: aucs.map((values, s) => ({
      seed: s + 1,
      bestEpoch: 2,
      stoppedBecause: "no better validation metric in 3 epochs",
      // Seed s + 1 stops after 2 + s epochs.
      history: Array.from({ length: 2 + s }, (_, e) => {
        return { epoch: e + 1, trainLoss: 0.6 - 0.1 * e, validAuc: 0.6 + 0.05 * e, validLogLoss: 0.5 - 0.01 * s };
      }),
      valid: evaluation(values, rows),
      test: evaluation(values, rows),
    })),
    onnx: { maxAbsDifference: 1e-7, rows: 1000 },
    dependence: features.map((feature, f) => ({ feature, meanAbs: 0.1 * (f + 1 + m), rank: 3 - f })),
  };
}

function evaluation([overall, ...byDomain]: readonly (number | null)[], rows: readonly number[]): Evaluation {
  const metric = (auc: number | null, count: number) => {
    const positives = auc === null ? 0 : Math.floor(count / 10);
    return { rows: count, positives, auc, logLoss: 0.3, reason: auc === null ? "one class" : null };
  };
  const total = rows.reduce((sum, count) => sum + count, 0);
  return { overall: metric(overall, total), byDomain: byDomain.map((auc, d) => metric(auc, rows[d])) };
}
