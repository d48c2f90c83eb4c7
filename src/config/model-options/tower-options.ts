import { z } from "zod";
import type { RetrievalModelName } from "../../util/retrieval-names.ts";
import { count, units } from "./sizes.ts";

const shared = {
  normalize: z.boolean().describe("Vectors of length 1."),
  temperature: z.number().gt(0).describe("What inner products are divided by."),
};

const adi = z
  .strictObject({
    domainEmbeddingSize: count,
    sharedNetworks: count.describe("K, the number of networks that all domains share."),
    sharedGate: z.enum(["softmax", "ratio"]).describe("How logits become their weights; ratio: Eq. 8 as printed."),
    hidden: units,
    fusion: z.enum(["concat", "sum", "netmul"]).describe("Eq. 11-13, 14-15 or 16-17."),
    fusionGate: z.enum(["scalar", "vector"]).describe("One gate value a row, or one for each unit."),
    starActivation: z.enum(["relu", "none"]).describe("After a layer of netmul."),
    forward: units.min(1).describe("Layers of each domain's forward network; the last is the size of the vectors."),
    dsbn: z.boolean().describe("Domain-specific batch normalisation."),
    adaptation: z.enum(["none", "linear", "attention", "se"]).describe("Eq. 22, 23-24 or 25-26."),
    adaptationPlacement: z
      .enum(["global", "domain", "network"])
      .describe("One adaptation layer for all domains, for each domain, or for each network."),
    squeezeSize: count.describe("Hidden units of an SE block."),
    squeezeActivation: z.enum(["none", "sigmoid"]).describe("After the last layer of an SE block."),
    ...shared,
    epsilon: z.number().gt(0).describe("Of the normalisation."),
    momentum: z.number().min(0).lt(1).describe("Share of the running statistics that a step keeps."),
  })
  .partial();

const tower = {
  hidden: units,
  output: count.describe("H, the size of the vectors."),
  ...shared,
  batchNorm: z.boolean().describe("After every hidden layer."),
};
const baseline = z.strictObject(tower).partial();

/** The options of the models of `retrieval`, as far as the config gives them; a model without a schema does not compile. */
export const towerOptions = {
  adi,
  "dnn-single": baseline,
  dnn: baseline,
  "shared-bottom": baseline,
  "cross-stitch": baseline,
  mmoe: z.strictObject({ ...tower, experts: count }).partial(),
  ple: z.strictObject({ ...tower, sharedExperts: count.describe("Beside one for each domain.") }).partial(),
} satisfies Record<RetrievalModelName, z.ZodType>;
