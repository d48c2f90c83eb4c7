import * as tf from "@tensorflow/tfjs";
import { bilinearInteraction, type BilinearKind, bilinearKinds, bilinearSpecs } from "../nn/bilinear-interaction.ts";
import type { Parameters } from "../nn/dense.ts";
import { mlp, mlpSpecs } from "../nn/mlp.ts";
import type { ParameterSpec } from "../nn/parameter.ts";
import { DomainlensError } from "../util/errors.ts";
import { defineModel, type ModelShape } from "./model.ts";

export interface FibinetOptions {
  /** Units of the hidden layers above the interactions. */
  readonly hidden: readonly number[];
  /** r of Eq. 4: the excitation goes through ⌈F / r⌉ units. */
  readonly reduction: number;
  /** Which pairs of features share a matrix of the bilinear interaction. */
  readonly bilinear: BilinearKind;
}

/**
 * FiBiNET: the bilinear interactions of every pair of embeddings, once as they are (`bilinear/original`) and once reweighted by a
 * squeeze-and-excitation layer (`senet/<l>/kernel`), side by side under dense layers (`dense/<l>`). It does not read the domain. It differs in that
 * there is no linear part over the raw features (Eq. 13), whose weights would be tables beside the embeddings.
 */
export const fibinet = defineModel<FibinetOptions>({
  name: "fibinet",
  rowWise: true,
  source: "FiBiNET (Huang et al., RecSys 2019, arXiv 1905.09433): SENET layer, Eq. 3–5, bilinear interaction, Eq. 6–12",
  defaults: ({ hidden }) => ({ hidden: [...hidden], reduction: 3, bilinear: "each" }),
  specs: (shape, { hidden, reduction, bilinear }) => {
    const size = embeddingSize(shape);
    const fields = shape.sizes.length;
    const inputs = fields * (fields - 1) * size;
    return [
      ...senetSpecs(fields, reduction),
      ...bilinearSpecs("bilinear/original", known(bilinear), fields, size),
      ...bilinearSpecs("bilinear/reweighted", bilinear, fields, size),
      ...mlpSpecs("dense", { inputs, hidden, outputs: 1 }),
    ];
  },
  logits: (parameters, { x, afterHidden }, shape, { hidden, bilinear }) => {
    const rows = x.shape[0];
    const fields = tf.reshape(x, [rows, shape.sizes.length, embeddingSize(shape)]);
    const interactions = [
      bilinearInteraction(parameters, "bilinear/original", bilinear, fields),
      bilinearInteraction(parameters, "bilinear/reweighted", bilinear, reweighted(parameters, fields)),
    ];
    return tf.reshape(mlp(parameters, "dense", hidden.length, tf.concat(interactions, 1), afterHidden), [rows]);
  },
});

/** W_1 [F, R] and W_2 [R, F] of Eq. 4, without biases; a ReLU follows each. */
function senetSpecs(fields: number, reduction: number): ParameterSpec[] {
  const units = Math.max(1, Math.ceil(fields / reduction));
  return [
    { name: "senet/0/kernel", shape: [fields, units], initialiser: "he-normal" },
    { name: "senet/1/kernel", shape: [units, fields], initialiser: "he-normal" },
  ];
}

/** Each field [B, F, E] times its weight, which the means of all fields give (Eq. 3–5). */
function reweighted(parameters: Parameters, fields: tf.Tensor): tf.Tensor {
  const squeezed = tf.relu(tf.matMul(tf.mean(fields, 2), parameters["senet/0/kernel"]));
  const weights = tf.relu(tf.matMul(squeezed, parameters["senet/1/kernel"]));
  return tf.mul(fields, tf.expandDims(weights, 2));
}

/** E, the size that all embeddings share: pairs of them are multiplied. */
function embeddingSize({ sizes }: ModelShape): number {
  if (sizes.length > 1 && sizes.every((size) => size === sizes[0])) return sizes[0];
  throw new DomainlensError("config", {
    what: "fibinet needs at least two features, and embeddings of one size: it multiplies pairs of them",
    value: sizes,
    remedy: "leave out `embedding` of single features, and set base.embedding",
  });
}

function known(kind: BilinearKind): BilinearKind {
  if (bilinearKinds.includes(kind)) return kind;
  throw new DomainlensError("config", {
    what: "fibinet has no such bilinear interaction",
    value: kind,
    remedy: `use one of: ${bilinearKinds.join(", ")}`,
  });
}
