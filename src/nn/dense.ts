import * as tf from "@tensorflow/tfjs";
import type { Initialiser, ParameterSpec } from "./parameter.ts";

/** Tensors by parameter name. */
export type Parameters = Readonly<Record<string, tf.Tensor>>;

/** `<name>/kernel` [inputs, units] and `<name>/bias` [units]. */
export function denseSpecs(
  name: string,
  inputs: number,
  units: number,
  initialiser: Initialiser = "glorot-uniform",
): ParameterSpec[] {
  return [
    { name: `${name}/kernel`, shape: [inputs, units], initialiser },
    { name: `${name}/bias`, shape: [units], initialiser: "zeros" },
  ];
}

/** x · kernel + bias: [B, inputs] → [B, units]. */
export function dense(parameters: Parameters, name: string, x: tf.Tensor): tf.Tensor {
  return tf.add(tf.matMul(x, parameters[`${name}/kernel`]), parameters[`${name}/bias`]);
}
