import * as tf from "@tensorflow/tfjs";

/** Positions [N] → [N, D]. */
export function oneHot(positions: tf.Tensor, depth: number): tf.Tensor {
  const column = tf.expandDims(tf.cast(positions, "float32"), 1);
  return tf.cast(tf.equal(column, tf.range(0, depth, 1, "float32")), "float32");
}
