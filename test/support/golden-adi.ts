import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import type { AdiOptions } from "../../src/models/adi/adi-options.ts";
import { sampledSoftmax } from "../../src/models/adi/sampled-softmax.ts";
import { type AdiNetwork, adiNetwork, adiOutputs, type AdiShape } from "../../src/models/adi/two-towers.ts";
import { type GoldenFile, goldenFiles } from "./golden.ts";
import {
  elements,
  fedFloats,
  fedOneHot,
  type GoldenTensor,
  type ModelVectors,
  readModelVectors,
} from "./golden-model.ts";
import type { Fed, FedInputs } from "./run-both.ts";

export type Tensors = Record<string, tf.Tensor>;

const size = z.number();
const sizes = z.array(size);
const options = z.object({
  domainEmbeddingSize: size,
  sharedNetworks: size,
  sharedGate: z.enum(["softmax", "ratio"]),
  hidden: sizes,
  fusion: z.enum(["concat", "sum", "netmul"]),
  fusionGate: z.enum(["scalar", "vector"]),
  starActivation: z.enum(["relu", "none"]),
  forward: sizes,
  dsbn: z.boolean(),
  epsilon: size,
  momentum: size,
  adaptation: z.enum(["none", "linear", "attention", "se"]),
  squeezeSize: size,
  squeezeActivation: z.enum(["none", "sigmoid"]),
  normalize: z.boolean(),
  temperature: size,
});
const shape = z.object({ domains: size, userVocabulary: sizes, itemVocabulary: sizes, embeddingSize: size });

/** The options in the config of a file. */
export function optionsOf({ config }: ModelVectors): AdiOptions {
  return { ...options.parse(config), adaptationPlacement: "domain" };
}

/** The network of a file. */
export function adiOf(vectors: ModelVectors): AdiNetwork {
  const { domains, embeddingSize, userVocabulary, itemVocabulary } = shape.parse(vectors.config);
  const fields: AdiShape["fields"] = { user: userVocabulary.length, item: itemVocabulary.length };
  return adiNetwork({ fields, embeddingSize, domains }, optionsOf(vectors));
}

/** What every program of the family reads beside ids: parameters, state and tables, and the domain of the rows. */
export function modelInputs({ config, params, inputs }: ModelVectors): FedInputs {
  return {
    ...Object.fromEntries(Object.entries(params).map(([name, tensor]) => [name, fedFloats(tensor)])),
    domain: fedOneHot(inputs["domain"], shape.parse(config).domains),
  };
}

/** Parameters that gradients are taken of: all but running statistics. */
export function trained({ params }: ModelVectors): string[] {
  return Object.keys(params).filter((name) => !/\/moving(Mean|Variance)$/.test(name));
}

/** Ids [R, N] as an int32 input. */
export function fedIds(shapeOfIds: readonly number[], ids: readonly number[]): Fed {
  return { shape: shapeOfIds, dtype: "int32", data: Int32Array.from(ids) };
}

/** Ids of each row's item, then of its negatives: [B (1 + M), N]. */
export function fedItems(positive: GoldenTensor, negative: GoldenTensor): Fed {
  const [count, negatives, fields] = negative.shape;
  const ids = Array.from({ length: count }, (_, b) => [
    ...elements(positive).slice(b * fields, (b + 1) * fields),
    ...elements(negative).slice(b * negatives * fields, (b + 1) * negatives * fields),
  ]);
  return fedIds([count * (1 + negatives), fields], ids.flat());
}

/** Rows of some ids [R, N] by number. */
export function pickIds(fed: Fed, rows: readonly number[]): Fed {
  const fields = fed.shape[1];
  const picked = rows.flatMap((b) => Array.from(fed.data.slice(b * fields, (b + 1) * fields)));
  return fedIds([rows.length, fields], picked);
}

/** Embedded features [R, N e] of ids int32 [R, N]. */
export function embed(t: Tensors, tower: "user" | "item", ids: tf.Tensor): tf.Tensor {
  const fields = tf.unstack(ids, 1).map((column, j) => tf.gather(t[`embedding/${tower}/${j}/table`], column));
  return tf.concat(fields, 1);
}

/** Ids and log Q of rows with negatives. */
export function rowInputs({ inputs }: ModelVectors): FedInputs {
  return {
    userIds: fedIds(inputs["userFeatures"].shape, elements(inputs["userFeatures"])),
    itemIds: fedItems(inputs["itemFeatures"], inputs["negativeFeatures"]),
    positiveLogQ: fedFloats(inputs["positiveLogQ"]),
    negativeLogQ: fedFloats(inputs["negativeLogQ"]),
  };
}

/** Outputs of both towers and the loss of each row, for the inputs of `rowInputs` under a prefix. */
export function rowOutputs(
  network: AdiNetwork,
  t: Tensors,
  training: boolean,
  prefix = "",
  updateState?: (name: string, value: tf.Tensor) => void,
): Tensors {
  const user = embed(t, "user", t[`${prefix}userIds`]);
  const items = embed(t, "item", t[`${prefix}itemIds`]);
  const outputs = adiOutputs(network, t, { user, items, domain: t[`${prefix}domain`], training, updateState });
  const lossPerRow = sampledSoftmax({
    positive: outputs["positiveScore"],
    negative: outputs["negativeScore"],
    positiveLogQ: t[`${prefix}positiveLogQ`],
    negativeLogQ: t[`${prefix}negativeLogQ`],
  });
  return { ...outputs, lossPerRow };
}

/** What a file of the family holds, told by its tensors. */
export type AdiKind = "model" | "self-training" | "retrieval" | "loss" | "selection" | "operator";

/** The files of one kind. */
export function adiFiles(kind: AdiKind): (GoldenFile & { readonly vectors: ModelVectors })[] {
  const files = goldenFiles("adi").map((file) => ({ ...file, vectors: readModelVectors(file) }));
  return files.filter(({ vectors }) => kindOf(vectors) === kind);
}

function kindOf({ inputs, outputs }: ModelVectors): AdiKind {
  if ("scores" in inputs) return "selection";
  if ("positiveScore" in inputs) return "loss";
  if ("corpusFeatures" in inputs) return "retrieval";
  if ("cotangent" in inputs) return "operator";
  return "pseudoSum" in outputs ? "self-training" : "model";
}
