import { z } from "zod";
import { importanceSchema } from "./importance.ts";

const entity = importanceSchema.shape.entities.element;

const group = z.enum(["categorical-scalar", "categorical-sequence", "numerical-scalar", "numerical-sequence"]);

/**
 * `07-select/selection.json`. Beside it the training feed: `feed/{train,valid,test}.{parquet,arrow}` with the columns of the encoded
 * rows (numeric features as double values beside their bucket ids), selected columns marked in the file's metadata, and `feed/vocabularies/`.
 */
export const selectionSchema = z.object({
  version: z.literal(1),
  rules: z.object({
    topK: z.int(),
    minScore: z.number(),
    aboveNoise: z.boolean(),
    explicit: z.array(z.string()).nullable(),
    alpha: z.number(),
  }),
  selected: z.array(
    z.object({
      name: z.string(),
      group,
      rank: z.int(),
      ds: z.number().nullable(),
      noiseFloor: z.number(),
      why: z.string(),
    }),
  ),
  rejected: z.array(
    z.object({
      name: z.string(),
      group,
      rank: z.int(),
      ds: z.number().nullable(),
      noiseFloor: z.number(),
      why: z.string(),
    }),
  ),
  importance: z
    .array(
      entity.pick({ entity: true, rows: true }).extend({
        features: z.array(
          entity.shape.features.element
            .pick({ name: true, rank: true, interval: true, rankInterval: true })
            .extend({ importance: entity.shape.features.element.shape.mean }),
        ),
      }),
    )
    .optional()
    .describe(
      "features specific to an entity by rank, with mean importance p (MKT Eq. 4; 1 is neutral) and 95 % intervals",
    ),
  feed: z.object({
    formats: z.array(z.enum(["parquet", "arrow"])),
    rows: z.object({ train: z.int(), valid: z.int(), test: z.int() }),
    domains: z.array(z.string()).describe("`_domain` counts them from 0"),
    columns: z.array(
      z.object({
        name: z.string(),
        type: z.enum(["bigint", "integer", "double", "integer[]", "double[]"]),
        holds: z.enum(["row", "ids", "numbers", "buckets"]),
        feature: z.string().nullable().describe("null for _row, _domain and _label"),
        group: group.nullable(),
        vocabulary: z.string().nullable().describe("path beside the feed: names of the ids, or numbers of the buckets"),
        selected: z.boolean(),
        embeddingRows: z.int().nullable().describe("ids and buckets: one more than the largest value, in every split"),
        embedding: z.int().nullable().describe("ids and buckets: embedding size E of the feature in this pipeline"),
        maxLength: z.int().nullable().describe("sequences: most elements of a row"),
      }),
    ),
  }),
});
export type SelectionArtifact = z.infer<typeof selectionSchema>;
