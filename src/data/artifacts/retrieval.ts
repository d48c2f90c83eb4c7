import { z } from "zod";
import { retrievalModelNames } from "../../util/retrieval-names.ts";
import { evaluationFactsSchema } from "./evaluation-facts.ts";
import { trainBaseSchema } from "./train-base.ts";

const count = z.int().min(0);
const metrics = z.object({ recall: z.number().nullable(), ndcg: z.number().nullable() });
const metricsAt = z.object({
  n: count,
  domains: z.array(metrics.extend({ lists: count })),
  mean: metrics.describe("over the domains, each with the same weight"),
});

const evaluated = {
  metrics: z.array(metricsAt).describe("on the candidate lists, one entry a place"),
  corpus: z
    .array(metricsAt)
    .nullable()
    .describe("among all items but those of the user's training rows, which are not looked for"),
};

/**
 * `15-retrieval/retrieval.json`. Beside it, per model and for its first seed: `<model>/user.onnx`, `<model>/item.onnx`,
 * `<model>/model.safetensors`, and the vectors of all ids under each domain as `<model>/users.parquet`, `<model>/items.parquet` and `.arrow`.
 */
export const retrievalArtifactSchema = z.object({
  domains: z.array(z.string()),
  users: count.describe("with a positive in the training split"),
  items: count,
  interactions: z.array(count).describe("positives of the training split by domain"),
  evaluation: z.array(evaluationFactsSchema),
  fields: z.object({ user: z.array(z.string()), item: z.array(z.string()) }),
  places: z.array(count),
  seeds: z.array(z.int()),
  device: trainBaseSchema.shape.device,
  models: z.array(
    z.object({
      key: z.string().describe("names its folder and its line of the tables"),
      model: z.enum(retrievalModelNames),
      options: z.record(z.string(), z.unknown()),
      selfTraining: z.boolean(),
      parameters: z.object({ embedding: count, dense: count }),
      runs: z.array(
        z.object({
          seed: z.int(),
          epochs: z.object({ labels: count, selfTraining: count }).describe("that the weights come from"),
          validation: z
            .object({ recall: z.number(), withoutSelfTraining: z.number() })
            .nullable()
            .describe("of the best epoch of all, and of the best on labels alone"),
          ...evaluated,
          labelsAlone: z
            .object(evaluated)
            .nullable()
            .default(null)
            .describe("the same run before its epochs with pseudo labels; null without self-training"),
        }),
      ),
      adaptation: z
        .object({
          user: z.array(z.array(z.number())).nullable(),
          item: z.array(z.array(z.number())).nullable(),
        })
        .nullable()
        .describe("[D, N] mean weight of each feature in each domain's adaptation layer, first seed (ADI, Fig. 5)"),
    }),
  ),
  references: z.array(z.object({ name: z.string(), ...evaluated })).describe("methods without training"),
});
export type RetrievalArtifact = z.infer<typeof retrievalArtifactSchema>;
export type RetrievalModel = RetrievalArtifact["models"][number];
export type RetrievalRun = RetrievalModel["runs"][number];
