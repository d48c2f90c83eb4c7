import * as tf from "@tensorflow/tfjs";
import { denseSpecs } from "../../nn/dense.ts";
import type { Initialiser, ParameterSpec } from "../../nn/parameter.ts";
import { type RowParts, ownDense, ownVector } from "../../nn/row-parts.ts";
import type { AdiOptions } from "./adi-options.ts";
import type { Tower, TowerPass } from "./tower-parts.ts";

/** What an adaptation layer gives. */
export interface Adapted {
  /** [R, N e], the features as the networks read them. */
  readonly adapted: tf.Tensor;
  /** [R, N] the weight of each feature, where the layer weighs features. */
  readonly scores?: tf.Tensor;
}

/** Parameters of one domain interest adaptation layer under a prefix. */
export function adaptationSpecs({ fields, embeddingSize, options }: Tower, prefix: string): ParameterSpec[] {
  const width = [fields * embeddingSize];
  switch (options.adaptation) {
    case "none":
      return [];
    case "linear":
      return [
        { name: `${prefix}/scale`, shape: width, initialiser: "ones" },
        { name: `${prefix}/shift`, shape: width, initialiser: "zeros" },
      ];
    case "attention":
      return [{ name: `${prefix}/query`, shape: [fields, embeddingSize], initialiser: "glorot-uniform" }];
    case "se":
      return squeezeSpecs(fields, options, prefix);
  }
}

/** FC, ReLU, FC; the bias of literal scores starts at 1: scores around 0 would start the towers without signal. */
function squeezeSpecs(fields: number, { squeezeSize, squeezeActivation }: AdiOptions, prefix: string): ParameterSpec[] {
  const [kernel, bias] = denseSpecs(`${prefix}/dense/1`, squeezeSize, fields);
  const initialiser: Initialiser = squeezeActivation === "none" ? "ones" : "zeros";
  return [...denseSpecs(`${prefix}/dense/0`, fields, squeezeSize, "he-normal"), kernel, { ...bias, initialiser }];
}

/**
 * The domain interest adaptation layer (ADI 4.2.2) with each row's own part: linear transformation (Eq. 22), attention by a sigmoid of the
 * inner product with a query of each feature (Eq. 23-24), or a squeeze-and-excitation block on the mean of each feature's embedding (Eq. 25-26).
 *
 * @param fields [R, N e]
 */
export function adapt(pass: TowerPass, parts: RowParts, fields: tf.Tensor): Adapted {
  const { parameters, options } = pass;
  switch (options.adaptation) {
    case "none":
      return { adapted: fields };
    case "linear": {
      const scaled = tf.mul(fields, ownVector(parameters, parts, "scale"));
      return { adapted: tf.add(scaled, ownVector(parameters, parts, "shift")) };
    }
    case "attention": {
      const products = byField(pass, tf.mul(fields, ownVector(parameters, parts, "query")));
      return weigh(pass, fields, tf.sigmoid(tf.sum(products, -1)));
    }
    case "se": {
      const squeezed = tf.relu(ownDense(parameters, parts, "dense/0", tf.mean(byField(pass, fields), -1)));
      const scores = ownDense(parameters, parts, "dense/1", squeezed);
      return weigh(pass, fields, options.squeezeActivation === "sigmoid" ? tf.sigmoid(scores) : scores);
    }
  }
}

/** [R, N e] → [R, N, e] */
function byField({ fields, embeddingSize }: Tower, x: tf.Tensor): tf.Tensor {
  return tf.reshape(x, [x.shape[0], fields, embeddingSize]);
}

function weigh(tower: Tower, fields: tf.Tensor, scores: tf.Tensor): Adapted {
  const weighted = tf.mul(byField(tower, fields), tf.expandDims(scores, -1));
  return { adapted: tf.reshape(weighted, fields.shape), scores };
}
