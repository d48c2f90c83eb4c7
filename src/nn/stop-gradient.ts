import * as tf from "@tensorflow/tfjs";

/** x as a constant: the same elements, and no gradient flows back to x. */
export function stopGradient(x: tf.Tensor): tf.Tensor {
  // An operation without inputs: backward passes end here instead of carrying zeros on.
  return tf.customGrad(() => ({ value: tf.clone(x), gradFunc: () => [] }))();
}
