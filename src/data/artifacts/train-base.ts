import { z } from "zod";

const count = z.int().min(0);
const metric = z.object({
  rows: count,
  positives: count,
  auc: z.number().nullable(),
  logLoss: z.number().nullable(),
  /** Why a metric is null, such as "one class". */
  reason: z.string().nullable(),
});

/**
 * `04-train-base/model.json`. Beside it: `model.safetensors` (`embedding/<feature index>/table` [V, E], `dense/<i>/kernel`
 * [in, out], `dense/<i>/bias` [out]; the last dense layer gives the logit), `model.onnx` (ids in, logit and probability out).
 */
export const trainBaseSchema = z.object({
  model: z.literal("dnn"),
  inputSize: count.describe("sum of the embedding sizes"),
  hidden: z.array(z.int()),
  parameters: z.object({ embedding: count, dense: count }),
  batchSize: count,
  stepsPerEpoch: count,
  bestEpoch: count.describe("1-based"),
  stoppedBecause: z.string(),
  device: z.object({ name: z.string(), reason: z.string() }),
  history: z.array(
    z.object({ epoch: count, trainLoss: z.number(), validAuc: z.number().nullable(), validLogLoss: z.number() }),
  ),
  /** Probability at the zero-embedding baseline, F(0). */
  baselineProbability: z.number(),
  evaluation: z.object({
    train: evaluationSchema().nullable(),
    valid: evaluationSchema(),
    test: evaluationSchema(),
  }),
  onnx: z.object({
    maxAbsDifference: z.number().describe("of the probability against the training graph, on test rows"),
    rows: count,
  }),
});
export type TrainBaseArtifact = z.infer<typeof trainBaseSchema>;
export type Evaluation = z.infer<ReturnType<typeof evaluationSchema>>;

function evaluationSchema() {
  return z.object({ overall: metric, byDomain: z.array(metric).describe("in the order of domains") });
}
