import * as tf from "@tensorflow/tfjs";
import { type Gradient, gradient } from "./gradient.ts";

type Compare = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** Maximum and Minimum: the gradient goes to the operand that was taken, to the first where they are equal. */
export function choice(takesFirst: Compare): Gradient {
  return gradient(["a", "b"], (dy, [a, b]) => ({
    a: () => sumTo(tf.mul(dy, tf.cast(takesFirst(a, b), "float32")), a.shape),
    b: () => sumTo(tf.mul(dy, tf.cast(tf.logicalNot(takesFirst(a, b)), "float32")), b.shape),
  }));
}

/** A comparison is constant almost everywhere. */
export const comparison: Gradient = gradient(["a", "b"], (_dy, [a, b]) => ({
  a: () => tf.zerosLike(a),
  b: () => tf.zerosLike(b),
}));

/** d (a - b)² = 2 (a - b) (da - db). */
export const squaredDifference: Gradient = gradient(["a", "b"], (dy, [a, b]) => {
  const slope = (): tf.Tensor => tf.mul(dy, tf.mul(tf.sub(a, b), 2));
  return { a: () => sumTo(slope(), a.shape), b: () => sumTo(tf.neg(slope()), b.shape) };
});

function sumTo(x: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, x.shape);
  return tf.reshape(axes.length === 0 ? x : tf.sum(x, axes), shape);
}
