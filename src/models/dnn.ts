import * as tf from "@tensorflow/tfjs";
import type { Program, Signature, TensorSpec } from "../compute/types.ts";
import { adamStep } from "../nn/adam.ts";
import { dropout } from "../nn/dropout.ts";
import { bceWithLogits, weightedMean } from "../nn/losses.ts";
import { mlp, mlpSpecs } from "../nn/mlp.ts";
import type { ParameterSpec } from "../nn/parameter.ts";

export interface DnnShape {
  /** K, the sum of the embedding sizes. */
  readonly inputSize: number;
  readonly hidden: readonly number[];
}

/** `dense/<i>/kernel` [in, out] and `dense/<i>/bias` [out], the last layer giving one logit. */
export function dnnSpecs({ inputSize, hidden }: DnnShape): ParameterSpec[] {
  return mlpSpecs("dense", { inputs: inputSize, hidden, outputs: 1 });
}

/** Inputs of one training step at batch size B: pooled embeddings x [B, K], label and row weight [B], Adam's rate, parameters and state. */
export function trainSignature(shape: DnnShape, batchSize: number, dropoutRate: number): Signature {
  const float = (...dims: number[]) => ({ shape: dims, dtype: "float32" }) as const;
  const signature: Record<string, ReturnType<typeof float>> = {
    x: float(batchSize, shape.inputSize),
    label: float(batchSize),
    weight: float(batchSize),
    rate: float(),
  };
  for (const { name, shape: dims } of dnnSpecs(shape)) {
    for (const prefix of ["", "m/", "v/"]) signature[prefix + name] = float(...dims);
  }
  if (dropoutRate > 0) shape.hidden.forEach((units, l) => (signature[`uniform/${l}`] = float(batchSize, units)));
  return signature;
}

/**
 * Forward, backward and dense Adam of one step (DSFM Eq. 1, binary cross-entropy, mean over rows of weight > 0). Outputs `loss`, `dx`
 * [B, K], and every parameter and its moments after the step.
 */
export function trainProgram(shape: DnnShape, dropoutRate: number): Program {
  const specs = dnnSpecs(shape);
  return (t) => {
    const lossOf = (...tensors: tf.Tensor[]): tf.Scalar => {
      const parameters = Object.fromEntries(specs.map(({ name }, i) => [name, tensors[i + 1]]));
      const afterHidden = (h: tf.Tensor, l: number): tf.Tensor =>
        dropoutRate > 0 ? dropout(h, t[`uniform/${l}`], dropoutRate) : h;
      const logit = tf.reshape(mlp(parameters, "dense", shape.hidden.length, tensors[0], afterHidden), [
        t["x"].shape[0],
      ]);
      return weightedMean(bceWithLogits(logit, t["label"]), t["weight"]);
    };
    const { value, grads } = tf.valueAndGrads(lossOf)([t["x"], ...specs.map(({ name }) => t[name])]);
    const outputs: Record<string, tf.Tensor> = { loss: value, dx: grads[0] };
    specs.forEach(({ name }, i) => {
      const next = adamStep({ parameter: t[name], m: t[`m/${name}`], v: t[`v/${name}`] }, grads[i + 1], t["rate"]);
      Object.assign(outputs, {
        [`next/${name}`]: next.parameter,
        [`next/m/${name}`]: next.m,
        [`next/v/${name}`]: next.v,
      });
    });
    return outputs;
  };
}

/** Inputs of a prediction: x [B, K] and the parameters. */
export function predictSignature(shape: DnnShape, batchSize: number): Signature {
  const parameters = dnnSpecs(shape).map(({ name, shape: dims }): [string, TensorSpec] => [
    name,
    { shape: dims, dtype: "float32" },
  ]);
  return { x: { shape: [batchSize, shape.inputSize], dtype: "float32" }, ...Object.fromEntries(parameters) };
}

/** Output `logit` [B]. */
export function predictProgram(shape: DnnShape): Program {
  return (t) => ({ logit: tf.reshape(mlp(t, "dense", shape.hidden.length, t["x"]), [t["x"].shape[0]]) });
}
