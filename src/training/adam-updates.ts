import type * as tf from "@tensorflow/tfjs";
import type { TensorSpec } from "../compute/types.ts";
import { adamStep } from "../nn/adam.ts";
import type { ParameterSpec } from "../nn/parameter.ts";

/** Inputs of a step by Adam: `rate`, and every parameter with its moments under `m/` and `v/`. */
export function adamInputs(specs: readonly ParameterSpec[]): Record<string, TensorSpec> {
  const inputs: Record<string, TensorSpec> = { rate: { shape: [], dtype: "float32" } };
  for (const { name, shape } of specs) {
    for (const prefix of ["", "m/", "v/"]) inputs[prefix + name] = { shape, dtype: "float32" };
  }
  return inputs;
}

/** Every parameter and its moments after the step, under `next/`. @param gradients in the order of the specs */
export function adamUpdates(
  specs: readonly ParameterSpec[],
  t: Readonly<Record<string, tf.Tensor>>,
  gradients: readonly tf.Tensor[],
): Record<string, tf.Tensor> {
  const outputs: Record<string, tf.Tensor> = {};
  specs.forEach(({ name }, i) => {
    const next = adamStep({ parameter: t[name], m: t[`m/${name}`], v: t[`v/${name}`] }, gradients[i], t["rate"]);
    outputs[`next/${name}`] = next.parameter;
    outputs[`next/m/${name}`] = next.m;
    outputs[`next/v/${name}`] = next.v;
  });
  return outputs;
}
