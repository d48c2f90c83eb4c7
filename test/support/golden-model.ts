import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { type GoldenFile, readGolden } from "./golden.ts";
import { floats } from "./fed.ts";
import type { Fed } from "./run-both.ts";

const tensor = z.object({ shape: z.array(z.number()), data: z.array(z.number().nullable()) });
const tensors = z.record(z.string(), tensor);

const modelFile = z.object({
  about: z.string(),
  config: z.record(z.string(), z.unknown()),
  params: tensors,
  inputs: tensors,
  outputs: tensors,
  /** The output that `gradients` differentiates. */
  gradientOf: z.string().default("loss"),
  gradients: tensors.default({}),
  /** Gradients of further outputs, by output. */
  moreGradients: z.record(z.string(), tensors).default({}),
});
export type ModelVectors = z.infer<typeof modelFile>;
export type GoldenTensor = z.infer<typeof tensor>;

/** The vectors of a model file. */
export function readModelVectors(file: GoldenFile): ModelVectors {
  return modelFile.parse(readGolden(file.path));
}

/** A tensor of a file as a float32 input of a program; null has no place here. */
export function fedFloats({ shape, data }: GoldenTensor): Fed {
  return floats(shape, data.map(defined));
}

/** The elements of a tensor of a file, none of which is null. */
export function elements({ data }: GoldenTensor): number[] {
  return data.map(defined);
}

/** Ids [B] as a float32 one-hot input [B, depth]. */
export function fedOneHot({ data }: GoldenTensor, depth: number): Fed {
  const ids = data.map(defined);
  const hot = ids.flatMap((id) => Array.from({ length: depth }, (_, d) => (d === id ? 1 : 0)));
  return floats([ids.length, depth], hot);
}

/** Mean binary cross-entropy of logits, as the files' `loss`. */
export function meanLoss(logits: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  return tf.mean(tf.sub(tf.softplus(logits), tf.mul(logits, labels)));
}

function defined(value: number | null): number {
  if (value === null) throw new Error("a number of the golden vectors is null where one is needed");
  return value;
}
