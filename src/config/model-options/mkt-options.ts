import { z } from "zod";
import { baseSchema } from "../base-schema.ts";
import { count, units } from "./sizes.ts";

const outputActivation = z.enum(["relu", "none"]).describe("After the last of these layers.");

const sequence = {
  sequenceEncoder: z.enum(["attention", "multiHead", "mean"]).describe("How a history becomes one vector."),
  heads: count.describe("Of multiHead; the embedding size must be a multiple."),
};

const mem = z
  .strictObject({
    ...sequence,
    hfa: z.enum(["full", "alignOnly", "none"]).describe("Heterogeneous feature alignment; alignOnly: without scores."),
    sharedScope: z.enum(["all", "entityShared"]).describe("What is beside the aligned vector; entityShared: Eq. 6."),
    crossInput: z.enum(["specific", "all"]).describe("What is crossed; specific: Eq. 3."),
    crossLayers: z.int().min(0).describe("Layers of the explicit cross network."),
    implicit: units,
    implicitOutputActivation: outputActivation,
    align: units,
    alignOutputActivation: outputActivation,
    experts: count.describe("How many experts all entities share."),
    expertHidden: units,
    expertOutputActivation: outputActivation,
    independentHidden: units.describe("Of each entity's own extractor; the last is that of expertHidden."),
    independentOutputActivation: outputActivation,
    towerHidden: units,
    gamma: z.number().min(0).describe("Weight of the polarized distribution loss; 0: no independent extractors."),
  })
  .partial();

const tem = z
  .strictObject({
    ...sequence,
    transfer: z.array(z.enum(["user", "sequence", "shared", "cross"])).describe("What MEM passes on."),
    crossInput: z.enum(["final", "own"]).describe("Vectors that TEM crosses: after knowledge was added, or its own."),
    headInput: z.enum(["cross", "all"]).describe("What the head reads: the cross vector, or those of all groups too."),
    crossHidden: units,
    headHidden: units,
  })
  .partial();

const { learningRate, embeddingL2, dropout, maxEpochs, patience } = baseSchema.shape;

const training = z
  .strictObject({
    learningRate: learningRate.unwrap(),
    embeddingL2: embeddingL2.unwrap(),
    dropout: dropout.unwrap(),
    maxEpochs: maxEpochs.unwrap(),
    patience: patience.unwrap(),
  })
  .partial();

/** The options of MKT: of both of its models, and how each is trained. */
export const mktOptions = z.strictObject({ mem, tem, memTraining: training, temTraining: training }).partial();
