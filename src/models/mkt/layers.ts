import * as tf from "@tensorflow/tfjs";
import { type Parameters, dense, denseSpecs } from "../../nn/dense.ts";
import type { ParameterSpec } from "../../nn/parameter.ts";
import { hiddenLayers, hiddenSpecs, lastWidth } from "../domain-parts.ts";
import type { ModelInputs } from "../model.ts";
import type { OutputActivation } from "./mkt-options.ts";

/** `<prefix>/dense/<i>`: He-normal before ReLU, Glorot-uniform in a last layer without it. */
export function layerSpecs(
  prefix: string,
  inputs: number,
  units: readonly number[],
  output: OutputActivation,
): ParameterSpec[] {
  if (output === "relu" || units.length === 0) return hiddenSpecs(prefix, inputs, units);
  const before = units.slice(0, -1);
  const last = denseSpecs(`${prefix}/dense/${before.length}`, lastWidth(inputs, before), lastWidth(inputs, units));
  return [...hiddenSpecs(prefix, inputs, before), ...last];
}

/** How many of the layers a ReLU follows. */
export function hiddenCount(units: readonly number[], output: OutputActivation): number {
  return output === "relu" ? units.length : Math.max(0, units.length - 1);
}

/** Dense layers `<prefix>/dense/<i>` with ReLU between them, and after the last as `output` says: [B, inputs] → [B, units.at(-1)]. */
export function layers(
  parameters: Parameters,
  prefix: string,
  x: tf.Tensor,
  units: readonly number[],
  output: OutputActivation,
  afterHidden: ModelInputs["afterHidden"] = (unchanged) => unchanged,
): tf.Tensor {
  const hidden = hiddenCount(units, output);
  const activation = hiddenLayers(parameters, prefix, hidden, x, afterHidden);
  return hidden === units.length ? activation : dense(parameters, `${prefix}/dense/${hidden}`, activation);
}

/** `<prefix>/dense/<i>` and the logit head `<prefix>/output`. */
export function logitTowerSpecs(prefix: string, inputs: number, hidden: readonly number[]): ParameterSpec[] {
  return [...hiddenSpecs(prefix, inputs, hidden), ...denseSpecs(`${prefix}/output`, lastWidth(inputs, hidden), 1)];
}

/** Dense layers with ReLU after every one, and one logit: [B, inputs] → [B]. */
export function logitTower(
  parameters: Parameters,
  prefix: string,
  x: tf.Tensor,
  hidden: readonly number[],
  afterHidden?: ModelInputs["afterHidden"],
): tf.Tensor {
  const activation = layers(parameters, prefix, x, hidden, "relu", afterHidden);
  return tf.reshape(dense(parameters, `${prefix}/output`, activation), [x.shape[0]]);
}
