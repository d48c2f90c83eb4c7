import * as tf from "@tensorflow/tfjs";
import { type Parameters, dense, denseSpecs } from "./dense.ts";
import type { ParameterSpec } from "./parameter.ts";
import { perToken } from "./per-token.ts";

/** `<name>/<l>` of the layers of an activation unit over vectors of size E, the last of one unit. */
export function activationUnitSpecs(name: string, size: number, hidden: readonly number[]): ParameterSpec[] {
  const inputs = [4 * size, ...hidden];
  return [...hidden, 1].flatMap((units, l) => denseSpecs(`${name}/${l}`, inputs[l], units));
}

/**
 * How much each vector h_t has to do with the query q: a(h_t, q), dense layers on [h | q | h - q | h ⊙ q], [B, T] (Zhou et al. 2018, Deep
 * Interest Network, Eq. 3 and Fig. 2). As in the authors' code, activations are sigmoids where the paper has PReLU or Dice, and difference and
 * product stand for its outer product.
 *
 * @param vectors [B, T, E]
 * @param query [B, E]
 * @param layers how many there are before the one of one unit
 */
export function activationUnit(
  parameters: Parameters,
  name: string,
  layers: number,
  vectors: tf.Tensor,
  query: tf.Tensor,
): tf.Tensor {
  let scores = firstLayer(parameters, `${name}/0`, vectors, query);
  for (let l = 1; l <= layers; l++) {
    scores = perToken(tf.sigmoid(scores), (rows) => dense(parameters, `${name}/${l}`, rows));
  }
  return tf.squeeze(scores, [2]);
}

/** With the kernel in four parts, h W_h + q W_q + (h - q) W_d + (h ⊙ q) W_p: what depends on q alone is made once a row. */
function firstLayer(parameters: Parameters, name: string, vectors: tf.Tensor, query: tf.Tensor): tf.Tensor {
  const [own, ofQuery, difference, product] = tf.split(parameters[`${name}/kernel`], 4, 0);
  const row = tf.add(tf.matMul(query, tf.sub(ofQuery, difference)), parameters[`${name}/bias`]);
  const kernel = tf.concat([tf.add(own, difference), product], 0);
  const products = tf.mul(vectors, tf.expandDims(query, 1));
  const tokens = perToken(tf.concat([vectors, products], 2), (rows) => tf.matMul(rows, kernel));
  return tf.add(tokens, tf.expandDims(row, 1));
}
