import { z } from "zod";
import { retrievalModelNames } from "../util/retrieval-names.ts";
import { retrievalStudyNames } from "../util/retrieval-studies.ts";
import { towerOptions } from "./model-options/tower-options.ts";

const negativesSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("inBatch") }).describe("The items of the batch's other rows of the same domain."),
    z.strictObject({
      kind: z.literal("popularity"),
      count: z.int().min(1).default(9).describe("Negatives of each row, or with `shared` of each domain and step."),
      power: z.number().min(0).default(1).describe("Items are drawn by count^power within the domain: 0 all alike."),
      shared: z.boolean().default(false).describe("The rows of a domain share their negatives."),
    }),
  ])
  .describe("What a positive is compared with; log Q correction, and accidental hits do not count.");

const historySchema = z
  .strictObject({
    power: z
      .number()
      .min(0)
      .max(1)
      .default(1)
      .describe("The sum of the embeddings of L items is divided by L^power: 1 for their mean."),
  })
  .describe("The user's own items of the training split, in the item's embedding table; without the row's own item.");

const audienceSchema = z
  .strictObject({
    power: z.number().min(0).max(1).default(1).describe("As of the history."),
    maxLength: z
      .int()
      .min(1)
      .default(50)
      .describe("Users of an item, at most; spread evenly over them where it has more."),
  })
  .describe("The users of an item in the training split, in the user's embedding table; without the row's own user.");

const validationSchema = z
  .strictObject({
    candidates: z.int().min(1).default(99).describe("Items of the domain drawn beside the held-out one."),
    place: z.int().min(1).default(10).describe("N of the Recall@N that epochs are chosen by."),
    maxUsers: z.int().min(1).default(20_000).describe("Users that an item is held out of, at most."),
    refit: z.boolean().default(true).describe("Train anew on all rows for as many epochs as were best."),
  })
  .describe("One training item of each user is held out to choose the number of epochs; null trains maxEpochs.");

const selfTrainingSchema = z
  .strictObject({
    percent: z.number().min(0).max(100).default(5).describe("p of the first epoch, in per cent of a domain's rows."),
    step: z.number().min(0).max(100).default(5).describe("What p grows by from epoch to epoch."),
    epochs: z.int().min(1).default(3),
    rate: z.number().gt(0).default(1).describe("Learning rate of these epochs, as a multiple of learningRate."),
  })
  .describe("ADI's pseudo labels (Algorithm 1), after the epochs on labels; null for none. For ADI alone.");

/** How the towers of `retrieval` are built and trained. */
export const twoTowerShape = {
  models: z.array(z.enum(retrievalModelNames)).default(["adi"]).describe("Models to train and compare."),
  study: z
    .enum(retrievalStudyNames)
    .nullable()
    .default(null)
    .describe("Instead of the models, the variants of ADI that one of its paper's studies compares."),
  seeds: z.int().min(1).max(100).default(5).describe("Runs per model, with the seeds seed, seed + 1 …"),
  corpus: z
    .boolean()
    .default(true)
    .describe("Whether held-out items are also looked for among all items, beside the candidate lists."),
  vectors: z
    .array(z.enum(["parquet", "arrow"]))
    .default(["parquet", "arrow"])
    .describe("Formats of the vectors of users and items, of the first seed."),
  features: z
    .enum(["all", "selected"])
    .default("all")
    .describe("Which features the towers read beside the ids; `selected` runs the audit first."),
  userId: z.boolean().default(true).describe("Whether the user tower reads the user's id."),
  history: historySchema.nullable().prefault({}),
  audience: audienceSchema.nullable().default(null),
  statistics: z
    .boolean()
    .default(false)
    .describe("Whether the item tower reads how often each domain's users chose the item in the training split."),
  start: z
    .enum(["random", "spectral"])
    .default("random")
    .describe("Where item embeddings start: at random, or at the leading singular vectors of the training log."),
  embedding: z.int().min(1).default(64).describe("Embedding size E of every feature."),
  hidden: z.array(z.int().min(1)).default([64]).describe("Hidden layers of one network of a tower."),
  output: z.int().min(1).default(64).describe("H, the size of the vectors."),
  equalSizes: z
    .boolean()
    .default(true)
    .describe("Whether hidden layers of the other models are widened until they have as many parameters as ADI."),
  normalize: z.boolean().default(false).describe("Vectors of length 1; needs a temperature well below 1."),
  temperature: z.number().gt(0).default(1).describe("What inner products are divided by."),
  negatives: negativesSchema.prefault({ kind: "inBatch" }),
  batchSize: z.int().min(2).default(1024),
  learningRate: z.number().gt(0).default(0.002),
  rateDecay: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe("What the learning rate is multiplied by after each epoch on labels."),
  embeddingRate: z
    .number()
    .min(0)
    .default(1)
    .describe("Learning rate of embeddings, as a multiple of learningRate; 0 leaves them as they start."),
  embeddingL2: z.number().min(0).default(0).describe("L2 penalty on touched embedding rows."),
  dropout: z.number().min(0).lt(1).default(0.3).describe("Dropout of embedded features."),
  maxEpochs: z.int().min(1).default(30),
  patience: z.int().min(1).default(3).describe("Epochs without a better validation recall before training stops."),
  validation: validationSchema.nullable().prefault({}),
  selfTraining: selfTrainingSchema.nullable().default(null),
  options: z
    .strictObject(towerOptions)
    .partial()
    .default({})
    .describe("Options of single models, such as { adi: { fusion: sum, adaptation: none } }."),
};
