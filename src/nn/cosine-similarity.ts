import * as tf from "@tensorflow/tfjs";

/** The least product of two lengths that is divided by. */
const leastProduct = 1e-12;

/**
 * a·b / max(‖a‖ ‖b‖, 1e-12) of each pair of rows: two [B, H] → [B], in -1..1. A row of zeros gives 0 and a gradient of 0, where the formula
 * alone would give one of 1e12.
 */
export function cosineSimilarity(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  // One root of the product of squares: the root of each would have an infinite slope at a row of zeros.
  const squares = tf.mul(tf.sum(tf.square(a), 1), tf.sum(tf.square(b), 1));
  const lengths = tf.sqrt(tf.maximum(squares, leastProduct ** 2));
  const hasBoth = tf.cast(tf.greater(squares, 0), "float32");
  return tf.mul(tf.div(tf.sum(tf.mul(a, b), 1), lengths), hasBoth);
}
