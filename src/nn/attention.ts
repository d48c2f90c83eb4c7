import * as tf from "@tensorflow/tfjs";

export interface AttentionInputs {
  /** [B, N, E] */
  readonly queries: tf.Tensor;
  /** [B, M, E] */
  readonly keys: tf.Tensor;
  /** [B, M, H] */
  readonly values: tf.Tensor;
  /** [B, M]: 1 for a real key, 0 for padding. Left out: every key is real. */
  readonly mask?: tf.Tensor;
}

/** What padding adds to a score: exp(-1e9) is 0 in float32, and unlike -∞ a row of padding alone gives no NaN. */
const maskedScore = -1e9;

/** softmax(Q Kᵀ / √E) V (Vaswani et al. 2017, Eq. 1): [B, N, H]. */
export function softmaxAttention({ queries, keys, values, mask }: AttentionInputs): tf.Tensor {
  const scale = 1 / Math.sqrt(queries.shape[queries.rank - 1]);
  const scores = tf.mul(tf.matMul(queries, keys, false, true), scale);
  if (mask === undefined) return tf.matMul(tf.softmax(scores), values);
  return tf.matMul(tf.softmax(lowerPadding(scores, tf.expandDims(mask, 1))), values);
}

/** Scores [..., M] for a softmax: those of padding, where the mask is 0, so low that nothing is left of them. */
export function lowerPadding(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return tf.add(scores, tf.mul(tf.sub(1, mask), maskedScore));
}
