import * as tf from "@tensorflow/tfjs";

/**
 * Inverted dropout (Srivastava et al., 2014): an element is kept where `uniform` ≥ rate and scaled by 1 / (1 - rate), else 0.
 * `uniform`, in the shape of x with elements of [0, 1), is an input of the program, filled from the seeded generator for every step:
 * a random mask made inside a program would be fixed when the program is traced.
 */
export function dropout(x: tf.Tensor, uniform: tf.Tensor, rate: number): tf.Tensor {
  if (rate === 0) return x;
  const kept = tf.cast(tf.greaterEqual(uniform, rate), "float32");
  return tf.mul(tf.mul(x, 1 / (1 - rate)), kept);
}
