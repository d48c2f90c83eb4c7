import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import type { AdiOptions } from "../../src/models/adi/adi-options.ts";
import { type AdiNetwork, type AdiShape, adiNetwork } from "../../src/models/adi/two-towers.ts";
import { elements, fedFloats, fedOneHot, type GoldenTensor, type ModelVectors } from "./golden-model.ts";
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
