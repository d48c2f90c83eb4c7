import { z } from "zod";
import { trainBaseSchema } from "./train-base.ts";

const count = z.int().min(0);
const interval = z.tuple([z.number(), z.number()]);

/**
 * `09-importance/importance.json`: the importance p of entity-specific features by the multi-entity model's heterogeneous feature
 * alignment (MKT 3.2.2, Eq. 4). p lies in 0..2 whatever the unit of the feature: 1 is neutral, more amplifies it, less weakens it. Beside it
 * `model.safetensors`, the weights of the multi-entity model: `embedding/<feature index>/table` and `mem/…`.
 */
export const importanceSchema = z.object({
  settings: z.object({
    crossInput: z.enum(["specific", "all"]),
    sequenceEncoder: z.enum(["multiHead", "attention", "mean"]),
    gamma: z.number(),
    resamples: z.int(),
  }),
  model: trainBaseSchema
    .pick({
      parameters: true,
      batchSize: true,
      bestEpoch: true,
      stoppedBecause: true,
      history: true,
      device: true,
    })
    .extend({
      options: z
        .record(z.string(), z.union([z.string(), z.number(), z.array(z.number()).readonly()]))
        .describe("of the multi-entity model (MKT 3.2), as it was built"),
    }),
  rows: count.describe("training rows that p was computed for"),
  trainRows: count,
  sampled: z.boolean(),
  /** In the order of domains; each domain is an entity. */
  entities: z.array(
    z.object({
      entity: z.string(),
      rows: count.describe("of this entity, that p was computed for"),
      test: trainBaseSchema.shape.evaluation.shape.test.shape.overall.describe("of the multi-entity model"),
      /** By rank; empty for an entity without features of its own or without rows. */
      features: z.array(
        z.object({
          name: z.string(),
          rank: z.int().min(1).describe("within the entity, by mean"),
          mean: z.number().describe("of p over the rows"),
          deviation: z.number().describe("standard deviation of p over the rows"),
          byLabel: z.tuple([z.number().nullable(), z.number().nullable()]).describe("mean over rows of label 0 and 1"),
          interval: interval.describe("95 % bootstrap interval of the mean"),
          rankInterval: z.tuple([z.int(), z.int()]).describe("95 % bootstrap interval of the rank"),
        }),
      ),
    }),
  ),
});
export type ImportanceArtifact = z.infer<typeof importanceSchema>;
export type EntityImportance = ImportanceArtifact["entities"][number];
export type FeatureImportance = EntityImportance["features"][number];
