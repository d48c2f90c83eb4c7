import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "./dense.ts";
import type { ParameterSpec } from "./parameter.ts";

/** `<name>/<l>/weight` and `<name>/<l>/bias` [K] of each cross layer over inputs of width K. */
export function crossSpecs(name: string, inputs: number, layers: number): ParameterSpec[] {
  return Array.from({ length: layers }, (_, l): ParameterSpec[] => [
    { name: `${name}/${l}/weight`, shape: [inputs], initialiser: "glorot-uniform" },
    { name: `${name}/${l}/bias`, shape: [inputs], initialiser: "zeros" },
  ]).flat();
}

/**
 * The cross network (Wang et al. 2017, Deep & Cross Network, Eq. 3): x_{l+1} = x_0 (x_l · w_l) + b_l + x_l, so that layer l holds products of up
 * to l + 1 inputs. [B, K] → [B, K]; without layers x itself.
 */
export function crossNetwork(parameters: Parameters, name: string, layers: number, x: tf.Tensor): tf.Tensor {
  let crossed = x;
  for (let l = 0; l < layers; l++) {
    const scale = tf.matMul(crossed, tf.expandDims(parameters[`${name}/${l}/weight`], 1));
    crossed = tf.add(tf.add(tf.mul(x, scale), parameters[`${name}/${l}/bias`]), crossed);
  }
  return crossed;
}
