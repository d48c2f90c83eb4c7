import * as tf from "@tensorflow/tfjs";

/**
 * Binary cross-entropy of logits z [B] and labels y [B] in 0..1, per row: log(1 + exp(z)) - z y. Softplus does not overflow, and its
 * gradient gives σ(z) - y without cancellation.
 */
export function bceWithLogits(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  return tf.sub(tf.softplus(logits), tf.mul(logits, labels));
}

/** What weights sum up to at least where something is divided by it. */
export const leastWeight = 1e-12;

/** Σ weight · loss / Σ weight over rows: padding rows have weight 0. A scalar; a batch of zero weight gives 0. */
export function weightedMean(losses: tf.Tensor, weights: tf.Tensor): tf.Scalar {
  const total = tf.maximum(tf.sum(weights), tf.scalar(leastWeight));
  return tf.sum(tf.mul(losses, tf.div(weights, total)));
}
