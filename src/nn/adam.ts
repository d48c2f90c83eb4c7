import * as tf from "@tensorflow/tfjs";
import { type AdamConstants, adamDefaults } from "./adam-rate.ts";

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
