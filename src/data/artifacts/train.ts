import { z } from "zod";
import { modelNames } from "../../util/model-names.ts";
import { trainBaseSchema } from "./train-base.ts";

const count = z.int().min(0);

/**
 * `08-train/train.json`. Beside it, per model and for its first seed: `<model>/model.safetensors` (tables as in train-base, then the
 * model's own tensors by name) and `<model>/model.onnx` (ids in, logit and probability out; `:domain` where the model reads it).
 */
export const trainSchema = z.object({
  domains: z.array(z.string()),
  sensitive: z.array(z.string()).describe("features of the audit's selection, which the extractor of DSFM reads"),
  batchSize: count,
  seeds: z.array(z.int()),
  device: trainBaseSchema.shape.device,
  dependenceRows: z
    .object({ measured: count, test: count })
    .describe("test rows that dependence is measured on, a sample where these are fewer than all, and all of them"),
  models: z.array(
    z.object({
      model: z.enum(modelNames),
      options: z.record(z.string(), z.unknown()),
      parameters: trainBaseSchema.shape.parameters,
      flopsPerRow: count.describe(
        "of one prediction, counted from the compiled graph: 2 per multiply-add, 1 per other element",
      ),
      graphNodes: count,
      runs: z.array(
        z.object({
          seed: z.int(),
          bestEpoch: count,
          stoppedBecause: z.string(),
          history: trainBaseSchema.shape.history,
          valid: trainBaseSchema.shape.evaluation.shape.valid,
          test: trainBaseSchema.shape.evaluation.shape.test,
        }),
      ),
      onnx: trainBaseSchema.shape.onnx,
      dependence: z
        .array(z.object({ feature: z.string(), meanAbs: z.number(), rank: z.int().min(1) }))
        .describe("mean |IG| of the first seed's model over the measured test rows, and its rank (DSFM, Fig. 2 and 5)"),
    }),
  ),
});
export type TrainArtifact = z.infer<typeof trainSchema>;
export type TrainedModel = TrainArtifact["models"][number];
