import { z } from "zod";
import { rowOptimisers } from "../util/row-optimisers.ts";

const scheduleSchema = z
  .strictObject({
    kind: z
      .enum(["constant", "cosine", "linear"])
      .default("constant")
      .describe("From learningRate down to minRate along half a cosine or a line, over maxEpochs; or not at all."),
    warmupSteps: z.int().min(0).default(0).describe("Steps in which the rate first rises from 0 to learningRate."),
    minRate: z.number().min(0).default(0).describe("Rate at the end of maxEpochs; not for constant."),
  })
  .describe("The learning rate as a function of the step.");

const weightsSchema = z
  .strictObject({
    class: z
      .union([
        z.enum(["none", "balanced"]),
        z.strictObject({ positive: z.number().gt(0).describe("Weight of a row of label 1; label 0 has weight 1.") }),
      ])
      .default("none"),
    domain: z
      .union([
        z.enum(["none", "balanced"]),
        z
          .record(z.string().min(1), z.number().gt(0))
          .describe("Weights by domain; a domain that is not named has weight 1."),
      ])
      .default("none"),
  })
  .describe(
    "Weights of the rows in the training loss, class times domain; balanced: rows / (groups · rows of the group), in the training split.",
  );

/** The base network and how it and the models of `train` are trained. */
export const baseSchema = z.strictObject({
  model: z.enum(["dnn"]).default("dnn"),
  hidden: z.array(z.int().min(1)).default([128, 64, 32]).describe("Units per hidden layer (ReLU)."),
  embedding: z.int().min(1).default(8).describe("Embedding size E."),
  numericBuckets: z
    .int()
    .min(2)
    .max(4096)
    .default(64)
    .describe("Quantile buckets per numeric feature for its embedding."),
  batchSize: z.int().min(1).default(4096).describe("Rows per step, at most."),
  minBatchesPerEpoch: z
    .int()
    .min(1)
    .default(64)
    .describe("Small logs: the batch is halved until an epoch has this many steps (never below 64 rows)."),
  learningRate: z.number().gt(0).default(0.001),
  embeddingL2: z.number().min(0).default(0).describe("L2 penalty on touched embedding rows."),
  embeddingOptimiser: z
    .enum(rowOptimisers)
    .optional()
    .describe(
      "What trains embedding rows: lazy-adam (default), three numbers a weight; or rowwise-adagrad, one more number a row.",
    ),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0.2)
    .describe("Dropout after each hidden layer; 0 trains faster on large logs."),
  maxEpochs: z.int().min(1).default(40),
  patience: z.int().min(1).default(3).describe("Epochs without a better validation metric before training stops."),
  metric: z
    .enum(["auc", "logLoss"])
    .default("auc")
    .describe("Validation metric that chooses the best epoch and stops training."),
  schedule: scheduleSchema.prefault({}),
  clipNorm: z
    .number()
    .gt(0)
    .nullable()
    .default(null)
    .describe("Bound on the norm of all gradients of a step together; null for none."),
  weights: weightsSchema.prefault({}),
});
