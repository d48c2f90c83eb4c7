import * as tf from "@tensorflow/tfjs";

/**
 * Binary cross-entropy of logits z [B] and labels y [B] in 0..1, per row: max(z, 0) - z y + log(1 + exp(-|z|)), which never overflows.
 * Its gradient σ(z) - y is given in closed form. Labels get no gradient.
 */
export function bceWithLogits(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  // Ops inside customGrad are not recorded, so the tensors may come from this scope; only its argument gets the gradient.
  const withGradient = tf.customGrad(() => ({
    value: tf.add(tf.sub(tf.relu(logits), tf.mul(logits, labels)), tf.softplus(tf.neg(tf.abs(logits)))),
    gradFunc: (dy: tf.Tensor) => tf.mul(dy, tf.sub(tf.sigmoid(logits), labels)),
  }));
  return withGradient(logits);
}

/** Σ weight · loss / Σ weight over rows: padding rows have weight 0. A scalar; a batch of zero weight gives 0. */
export function weightedMean(losses: tf.Tensor, weights: tf.Tensor): tf.Scalar {
  const total = tf.maximum(tf.sum(weights), tf.scalar(1e-12));
  return tf.sum(tf.mul(losses, tf.div(weights, total)));
}
