import * as tf from "@tensorflow/tfjs";
import { type Parameters, dense, denseSpecs } from "./dense.ts";
import type { ParameterSpec } from "./parameter.ts";

export interface MlpShape {
  /** K, the width of the input. */
  readonly inputs: number;
  /** Units of each hidden layer. */
  readonly hidden: readonly number[];
  /** Units of the last, linear layer. */
  readonly outputs: number;
}

/** Parameters of the layers `<name>/0` … `<name>/L`: He-normal before ReLU, Glorot-uniform in the last, linear layer. */
export function mlpSpecs(name: string, { inputs, hidden, outputs }: MlpShape): ParameterSpec[] {
  const sizes = [inputs, ...hidden];
  const layers = hidden.flatMap((units, l) => denseSpecs(`${name}/${l}`, sizes[l], units, "he-normal"));
  return [...layers, ...denseSpecs(`${name}/${hidden.length}`, sizes[hidden.length], outputs)];
}

/**
 * Dense layers with ReLU between them and none after the last: [B, K] → [B, outputs]. `afterHidden` is applied to each activation
 * [B, H], for dropout.
 */
export function mlp(
  parameters: Parameters,
  name: string,
  hiddenLayers: number,
  x: tf.Tensor,
  afterHidden: (activation: tf.Tensor, layer: number) => tf.Tensor = (activation) => activation,
): tf.Tensor {
  let activation = x;
  for (let l = 0; l < hiddenLayers; l++) {
    activation = afterHidden(tf.relu(dense(parameters, `${name}/${l}`, activation)), l);
  }
  return dense(parameters, `${name}/${hiddenLayers}`, activation);
}
