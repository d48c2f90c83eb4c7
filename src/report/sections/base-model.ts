import type { Section } from "../blocks.ts";
import { formatCount, formatScore } from "../format.ts";
import type { Results } from "../results.ts";
import { left, right, tableOf } from "../table.ts";

type BaseModel = Results["baseModel"];
type Evaluation = BaseModel["test"];

/** The base network, how well it ranks in each domain, and how it learned. */
export function baseModelSection({ baseModel, domains }: Results): Section {
  const { test, valid, history, bestEpoch } = baseModel;
  const reasons = new Map(Object.entries(test.reasons));
  const lines = [
    { name: "all domains", test: overall(test), valid: overall(valid), reason: "" },
    ...domains.map(({ name }) => ({
      name,
      test: metricsOf(test, name),
      valid: metricsOf(valid, name),
      reason: reasons.get(name) ?? "",
    })),
  ];
  return {
    id: "base-model",
    title: "Base model",
    blocks: [
      { kind: "paragraph", text: architecture(baseModel) },
      tableOf(lines, [
        left("domain", ({ name }) => name),
        right("test AUC", (line) => formatScore(line.test.auc)),
        right("test log loss", (line) => formatScore(line.test.logLoss)),
        right("valid AUC", (line) => formatScore(line.valid.auc)),
        right("valid log loss", (line) => formatScore(line.valid.logLoss)),
        left("why not", ({ reason }) => reason),
      ]),
      { kind: "heading", text: "Training" },
      {
        kind: "paragraph",
        text: `Epoch ${bestEpoch} of ${history.length} was kept; training stopped because: ${baseModel.stoppedBecause}.`,
      },
      tableOf(history, [
        right("epoch", ({ epoch }) => String(epoch)),
        right("train log loss", ({ trainLoss }) => formatScore(trainLoss)),
        right("valid log loss", ({ validLogLoss }) => formatScore(validLogLoss)),
        right("valid AUC", ({ validAuc }) => formatScore(validAuc)),
        left("kept", ({ epoch }) => (epoch === bestEpoch ? "yes" : "")),
      ]),
    ],
  };
}

function architecture({
  inputSize,
  hidden,
  parameters,
  batchSize,
  baselineProbability,
  onnx,
  device,
}: BaseModel): string {
  const layers = [inputSize, ...hidden, 1].join(" → ");
  return (
    `Embeddings, then dense layers ${layers} with ReLU; ${formatCount(parameters.embedding)} embedding and ` +
    `${formatCount(parameters.dense)} dense parameters; batches of ${formatCount(batchSize)} rows; trained on ${device}. ` +
    `Probability at the zero baseline: ${formatScore(baselineProbability)}. The exported ONNX model differs from the trained one by at ` +
    `most ${formatScore(onnx.maxAbsDifference)} in probability, on ${formatCount(onnx.rows)} test rows.`
  );
}

interface Metrics {
  readonly auc: number | null;
  readonly logLoss: number | null;
}

function overall({ auc, logLoss }: Evaluation): Metrics {
  return { auc: auc.overall, logLoss: logLoss.overall };
}

function metricsOf({ auc, logLoss }: Evaluation, domain: string): Metrics {
  return { auc: auc.byDomain[domain] ?? null, logLoss: logLoss.byDomain[domain] ?? null };
}
