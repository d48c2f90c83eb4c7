import * as tf from "@tensorflow/tfjs";

/** Users, and the items that they are matched with. */
export interface Corpus {
  /** [B, H] */
  readonly users: tf.Tensor;
  /** [B, D] */
  readonly domain: tf.Tensor;
  /** [D, V, H]: every item under every domain. */
  readonly items: tf.Tensor;
  readonly temperature: number;
}

/** f of every item under each row's domain (ADI Eq. 1): [B, V]. */
export function corpusScores({ users, domain, items, temperature }: Corpus): tf.Tensor {
  const [domains, count, size] = items.shape;
  // A user's vector in the place of its domain and zeros elsewhere: one product with the items of all domains.
  const placed = tf.mul(tf.expandDims(domain, 2), tf.expandDims(users, 1));
  const byItem = tf.reshape(tf.transpose(items, [1, 0, 2]), [count, domains * size]);
  const flat = tf.reshape(placed, [users.shape[0], domains * size]);
  return tf.div(tf.matMul(flat, byItem, false, true), temperature);
}

/** log s over the whole corpus (ADI Eq. 2): [B, V] → [B, V]. */
export function logProbabilities(scores: tf.Tensor): tf.Tensor {
  return tf.logSoftmax(scores);
}

/** The negative log likelihood of each row's item (ADI Eq. 3): [B]. @param positive one-hot [B, V] */
export function fullSoftmax(scores: tf.Tensor, positive: tf.Tensor): tf.Tensor {
  return tf.neg(tf.sum(tf.mul(logProbabilities(scores), positive), 1));
}
