import { z } from "zod";
import { type ModelName, modelNames } from "../../util/model-names.ts";
import { count, units } from "./sizes.ts";

const dsfm = z
  .strictObject({
    hidden: units.describe("Units of the hidden layers of the base tower and of the extractor."),
    base: z.enum(modelNames).exclude(["dsfm"]).describe("The model that is the base tower."),
    attention: z
      .enum(["linear", "softmax"])
      .describe("Attention of the retrievers: that of Eq. 15, or with a softmax."),
    embeddingAttention: z.boolean().describe("A retriever after the embedding layer."),
    hiddenAttention: z.boolean().describe("A retriever after every hidden layer."),
    auxiliaryLogit: z.boolean().describe("Adds the extractor's logit to the base tower's."),
    embeddingAttentionSize: count.describe("d' of the retriever after the embedding layer."),
    hiddenAttentionSize: count.describe("d' of the retrievers after hidden layers."),
    embeddingFfnSize: count.describe("Hidden units of the first retriever's feed-forward network."),
    hiddenFfnSize: count.describe("Those of the retrievers after hidden layers."),
  })
  .partial();

const dnn = z.strictObject({ hidden: units }).partial();
const split = z.strictObject({ bottom: units, tower: units }).partial();

/** The options of the models of `train`, as far as the config gives them; a model without a schema does not compile. */
export const rankingOptions = {
  dsfm,
  "shared-dnn": dnn,
  "separate-dnn": dnn,
  "shared-bottom": split,
  "cross-stitch": split,
  mmoe: z.strictObject({ experts: count, expert: units, tower: units }).partial(),
  ple: z
    .strictObject({
      sharedExperts: count,
      specificExperts: count,
      expert: units,
      tower: units,
    })
    .partial(),
  star: z.strictObject({ hidden: units, partitionedNorm: z.boolean() }).partial(),
  hinet: z
    .strictObject({
      domainEmbeddingSize: count,
      sharedExperts: count,
      specificExperts: count,
      expert: units,
      tower: units,
    })
    .partial(),
  apg: z.strictObject({ hidden: units, domainEmbeddingSize: count, rank: count }).partial(),
  adasparse: z
    .strictObject({
      hidden: units,
      domainEmbeddingSize: count,
      beta: z.number().gt(0).describe("What a neuron is scaled by at most."),
    })
    .partial(),
  pepnet: z
    .strictObject({
      hidden: units,
      domainEmbeddingSize: count,
      gateHidden: count,
      parameterGateInput: z.enum(["domain", "domainAndEmbedding"]),
    })
    .partial(),
  fibinet: z
    .strictObject({
      hidden: units,
      reduction: z.number().gt(0).describe("r of Eq. 4."),
      bilinear: z.enum(["all", "each", "interaction"]),
    })
    .partial(),
  din: z.strictObject({ hidden: units, unit: units }).partial(),
} satisfies Record<ModelName, z.ZodType>;
