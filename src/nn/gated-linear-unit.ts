import type * as tf from "@tensorflow/tfjs";
import { type Parameters, dense, denseSpecs } from "./dense.ts";
import { sigmoidGate } from "./gates.ts";
import type { ParameterSpec } from "./parameter.ts";

/** The dense layers `<name>/value` (W_1, b_1) and `<name>/gate` (W_2, b_2), both [inputs, units]. */
export function gatedLinearUnitSpecs(name: string, inputs: number, units: number): ParameterSpec[] {
  return [...denseSpecs(`${name}/value`, inputs, units), ...denseSpecs(`${name}/gate`, inputs, units)];
}

/** Gated linear unit (Dauphin et al. 2017, Eq. 1): (x W_1 + b_1) ⊙ σ(x W_2 + b_2), [B, inputs] → [B, units]. */
export function gatedLinearUnit(parameters: Parameters, name: string, x: tf.Tensor): tf.Tensor {
  return sigmoidGate(dense(parameters, `${name}/value`, x), dense(parameters, `${name}/gate`, x));
}
