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
  const penalty = tf.mul(tf.sub(1, tf.expandDims(mask, 1)), maskedScore);
  return tf.matMul(tf.softmax(tf.add(scores, penalty)), values);
}

/**
 * φ(Q) (φ(K)ᵀ V) / φ(Q) Σφ(K) with φ(x) = ELU(x) + 1 (Katharopoulos et al. 2020, Eq. 5–7): linear in the number of keys. [B, N, H].
 * A row of padding alone gives 0.
 */
export function linearAttention({ queries, keys, values, mask }: AttentionInputs): tf.Tensor {
  const phiQ = tf.add(tf.elu(queries), 1);
  const positive = tf.add(tf.elu(keys), 1);
  const phiK = mask === undefined ? positive : tf.mul(positive, tf.expandDims(mask, -1));
  const memory = tf.matMul(phiK, values, true, false);
  const mass = tf.matMul(phiQ, tf.sum(phiK, 1, true), false, true);
  return tf.div(tf.matMul(phiQ, memory), tf.maximum(mass, 1e-9));
}
