import * as tf from "@tensorflow/tfjs";

export interface AdamConstants {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** β₁ 0.9, β₂ 0.999, ε 1e-8, as in the paper. */
export const adamDefaults: AdamConstants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** The learning rate with both bias corrections of step t = 1, 2, …: η √(1 - β₂ᵗ) / (1 - β₁ᵗ). */
export function adamRate(learningRate: number, step: number, { beta1, beta2 }: AdamConstants = adamDefaults): number {
  return (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
}

export interface AdamState {
  readonly parameter: tf.Tensor;
  /** First and second moment, in the shape of the parameter. */
  readonly m: tf.Tensor;
  readonly v: tf.Tensor;
}

/**
 * One step of Adam (Kingma and Ba 2015, section 2, the form that folds the corrections into the rate): m ← m + (1 - β₁)(g - m), v ← v +
 * (1 - β₂)(g² - v), θ ← θ - rate · m / (√v + ε). `rate` is a scalar tensor from `adamRate`, so that one program serves all steps.
 */
export function adamStep(
  { parameter, m, v }: AdamState,
  gradient: tf.Tensor,
  rate: tf.Tensor,
  { beta1, beta2, epsilon }: AdamConstants = adamDefaults,
): AdamState {
  const nextM = tf.add(m, tf.mul(tf.sub(gradient, m), 1 - beta1));
  const nextV = tf.add(v, tf.mul(tf.sub(tf.square(gradient), v), 1 - beta2));
  const change = tf.mul(rate, tf.div(nextM, tf.add(tf.sqrt(nextV), epsilon)));
  return { parameter: tf.sub(parameter, change), m: nextM, v: nextV };
}
