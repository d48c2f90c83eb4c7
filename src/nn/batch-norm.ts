import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "./dense.ts";
import type { ParameterSpec } from "./parameter.ts";

const defaultEpsilon = 1e-5;

export interface BatchNormTraining {
  /** [B, H] */
  readonly y: tf.Tensor;
  /** [H], of this batch. */
  readonly mean: tf.Tensor;
  /** [H], of this batch: divided by the rows, not by the rows less one. */
  readonly variance: tf.Tensor;
}

/** `<name>/gamma` and `<name>/beta` [H]. */
export function batchNormSpecs(name: string, units: number): ParameterSpec[] {
  return [
    { name: `${name}/gamma`, shape: [units], initialiser: "ones" },
    { name: `${name}/beta`, shape: [units], initialiser: "zeros" },
  ];
}

/**
 * Batch normalisation in training (Ioffe and Szegedy 2015, Algorithm 1), population variance; rows count by `weights` [B], 0 for padding.
 * γ (x - μ) / √(σ² + ε) + β.
 */
export function batchNormTrain(
  parameters: Parameters,
  name: string,
  x: tf.Tensor,
  weights: tf.Tensor,
  epsilon = defaultEpsilon,
): BatchNormTraining {
  const share = tf.expandDims(tf.div(weights, tf.maximum(tf.sum(weights), 1e-12)), -1);
  const mean = tf.sum(tf.mul(x, share), 0);
  const centred = tf.sub(x, mean);
  const variance = tf.sum(tf.mul(tf.square(centred), share), 0);
  const scale = tf.div(parameters[`${name}/gamma`], tf.sqrt(tf.add(variance, epsilon)));
  return { y: tf.add(tf.mul(centred, scale), parameters[`${name}/beta`]), mean, variance };
}

/** Batch normalisation with running statistics [H], as in serving. */
export function batchNormInfer(
  parameters: Parameters,
  name: string,
  x: tf.Tensor,
  statistics: { readonly mean: tf.Tensor; readonly variance: tf.Tensor },
  epsilon = defaultEpsilon,
): tf.Tensor {
  const scale = tf.div(parameters[`${name}/gamma`], tf.sqrt(tf.add(statistics.variance, epsilon)));
  return tf.add(tf.mul(x, scale), tf.sub(parameters[`${name}/beta`], tf.mul(statistics.mean, scale)));
}

/** momentum · running + (1 - momentum) · batch. */
export function updateRunning(running: tf.Tensor, batch: tf.Tensor, momentum: number): tf.Tensor {
  return tf.add(running, tf.mul(tf.sub(batch, running), 1 - momentum));
}
