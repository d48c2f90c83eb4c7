import * as tf from "@tensorflow/tfjs";
import { type Parameters, dense, denseSpecs } from "../nn/dense.ts";
import type { ParameterSpec } from "../nn/parameter.ts";
import { inputWidth, lastWidth } from "./domain-parts.ts";
import type { ModelShape } from "./model.ts";

/** Inputs and units of each hidden layer of the one network; the first reads the K inputs of the model. */
export function hiddenSizes(shape: ModelShape, hidden: readonly number[]): { inputs: number; units: number }[] {
  return hidden.map((units, l) => ({ inputs: lastWidth(inputWidth(shape), hidden.slice(0, l)), units }));
}

/** `output/kernel` [H, 1] and `output/bias` [1] of the one network, H the units of its last hidden layer. */
export function outputSpecs(shape: ModelShape, hidden: readonly number[]): ParameterSpec[] {
  return denseSpecs("output", lastWidth(inputWidth(shape), hidden), 1);
}

/** The logits of the last activation [B, H]: [B]. */
export function outputLogits(parameters: Parameters, activation: tf.Tensor): tf.Tensor {
  return tf.reshape(dense(parameters, "output", activation), [activation.shape[0]]);
}
