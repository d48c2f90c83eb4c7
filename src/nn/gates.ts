import * as tf from "@tensorflow/tfjs";

/** x scaled elementwise by a sigmoid of the gate's logits, times `scale` (2 leaves x as it is at logit 0): [B, H]. */
export function sigmoidGate(x: tf.Tensor, logits: tf.Tensor, scale = 1): tf.Tensor {
  const gated = tf.mul(x, tf.sigmoid(logits));
  return scale === 1 ? gated : tf.mul(gated, scale);
}

/** A mixture of experts: Σ_e softmax(logits)_e · experts_e. experts [B, N, H], logits [B, N] → [B, H]. */
export function softmaxGate(experts: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(experts, tf.expandDims(tf.softmax(logits), -1)), 1);
}
