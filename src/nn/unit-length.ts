import * as tf from "@tensorflow/tfjs";
import { stopGradient } from "./stop-gradient.ts";

/** The square of the least length that is divided by, 1e-12. */
const leastSquare = 1e-24;

/**
 * x / max(|x|, 1e-12) along the last axis: [..., H]. Vectors shorter than that, such as those of padding rows, get no gradient, where
 * the formula has one of 1e12.
 */
export function unitLength(x: tf.Tensor): tf.Tensor {
  const square = tf.sum(tf.square(x), -1, true);
  const long = tf.cast(tf.greaterEqual(stopGradient(square), leastSquare), "float32");
  const guarded = tf.add(tf.mul(x, long), tf.mul(stopGradient(x), tf.sub(1, long)));
  return tf.div(guarded, tf.sqrt(tf.maximum(square, leastSquare)));
}
