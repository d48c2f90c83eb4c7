import * as tf from "@tensorflow/tfjs";
import { type Gradient, gradient } from "./gradient.ts";

/** The running sum, run the other way. */
export const cumsum: Gradient = gradient(["x"], (dy, _saved, attrs) => {
  const { axis, exclusive, reverse } = attrs;
  return { x: () => tf.cumsum(dy, Number(axis), Boolean(exclusive), !reverse) };
});

/** The sum over the repetitions: dy as [repetitions, size, …] per axis, summed over every other axis. */
export const tile: Gradient = gradient(["x"], (dy, [x]) => {
  const split = x.shape.flatMap((size, axis) => [dy.shape[axis] / size, size]);
  const repetitions = x.shape.map((_, axis) => 2 * axis);
  return { x: () => tf.sum(tf.reshape(dy, split), repetitions) };
});
