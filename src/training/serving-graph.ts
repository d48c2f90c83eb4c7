import * as tf from "@tensorflow/tfjs";

/** The sum of the first `length` embeddings divided by length^power, by default their mean: ids [N, L] → [N, E]; zero for an empty sequence. */
export function pooledOf(table: tf.Tensor2D, ids: tf.Tensor, length: tf.Tensor, power = 1): tf.Tensor2D {
  const places = ids.shape[1] ?? 1;
  const column = tf.expandDims(tf.cast(length, "float32"), 1);
  const isElement = tf.cast(tf.less(tf.range(0, places, 1, "float32"), column), "float32");
  const embedded = tf.mul(tf.gather(table, ids), tf.expandDims(isElement, 2));
  const atLeastOne = tf.maximum(column, 1);
  return tf.div(tf.sum(embedded, 1), power === 1 ? atLeastOne : tf.pow(atLeastOne, power));
}

/** Positions [N] → [N, D]. */
export function oneHotOf(positions: tf.Tensor, depth: number): tf.Tensor {
  const column = tf.expandDims(tf.cast(positions, "float32"), 1);
  return tf.cast(tf.equal(column, tf.range(0, depth, 1, "float32")), "float32");
}
