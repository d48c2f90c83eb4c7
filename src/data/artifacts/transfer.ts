import { z } from "zod";
import { transferAblations, transferNames } from "../../util/transfer-names.ts";
import { trainBaseSchema } from "./train-base.ts";

const count = z.int().min(0);
const score = z.number().nullable();
const splits = z.object({ train: count, valid: count, test: count });

/** On rows of the target alone. */
const metric = trainBaseSchema.shape.evaluation.shape.test.shape.overall.extend({
  gauc: score.describe("MKT Eq. 14; null without users in the log, or when no user has rows of both classes"),
  groups: z.array(z.object({ auc: score, gauc: score })).describe("in the order of `activity`; empty without users"),
});

const run = z.object({
  seed: z.int(),
  /** In the order of training; the last one's model is evaluated. */
  phases: z.array(
    z.object({
      phase: z.string().describe("what is trained on what"),
      rows: count.describe("training rows of an epoch"),
      batchSize: count,
      bestEpoch: count,
      stoppedBecause: z.string(),
      history: trainBaseSchema.shape.history,
    }),
  ),
  valid: metric,
  test: metric,
});

const trained = z.object({
  options: z.record(z.string(), z.unknown()),
  parameters: z.object({
    embedding: count,
    dense: count,
    frozen: count.describe("of an earlier phase's model, read and not trained"),
  }),
  flopsPerRow: count.describe(
    "of one prediction, counted from the compiled graph: 2 per multiply-add, 1 per other element",
  ),
  graphNodes: count,
  runs: z.array(run),
});

/**
 * `15-transfer/transfer.json`: models for one entity, trained on its rows, on those of all entities, or on the latter first. Beside it the report,
 * `transfer.md`, `transfer.html` and `charts/`, and of MKT's first seed what serves the target, `mkt/model.onnx` and `mkt/model.safetensors`.
 */
export const transferSchema = z.object({
  domains: z.array(z.string()),
  target: z.string(),
  sources: z.array(z.string()),
  rows: z.object({ target: splits, sources: splits }),
  seeds: z.array(z.int()),
  device: trainBaseSchema.shape.device,
  users: z
    .object({
      count: count.describe("with test rows of the target"),
      mixed: count.describe("of these, with rows of both classes: those that GAUC is made of"),
      mixedRows: count,
    })
    .nullable()
    .describe("null when the config names no user"),
  activity: z
    .array(z.object({ from: count, to: count.nullable(), users: count, rows: count }))
    .describe(
      "groups of the target's test rows by how many training rows, of all entities, their user has: `from` to `to`",
    ),
  models: z.array(trained.extend({ model: z.enum(transferNames) })),
  ablations: z.array(trained.extend({ ablation: z.enum(transferAblations) })),
  serving: z
    .object({
      seed: z.int(),
      frozenParameters: z.array(z.string()).describe("tensors of the multi-entity model that serving needs"),
      frozenFeatures: z.array(z.string()).describe("features that are embedded by its tables too"),
      leftOut: z.array(z.string()).describe("its tensors that serving does not need"),
      onnx: trainBaseSchema.shape.onnx,
    })
    .nullable()
    .describe("the exported model of MKT; null where mkt is not among the models"),
});
export type TransferArtifact = z.infer<typeof transferSchema>;
export type TransferModel = TransferArtifact["models"][number];
export type TransferAblationRun = TransferArtifact["ablations"][number];
export type TransferRun = z.infer<typeof run>;
export type TargetMetric = z.infer<typeof metric>;
