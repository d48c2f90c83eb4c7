import * as tf from "@tensorflow/tfjs";

/** Scores of a row's item and of sampled items, with the logarithms of the probabilities Q with which they are sampled. */
export interface SampledScores {
  /** [B] */
  readonly positive: tf.Tensor;
  /** [B, M] */
  readonly negative: tf.Tensor;
  /** [B] */
  readonly positiveLogQ: tf.Tensor;
  /** [B, M], or [1, M] where all rows have the same negatives. */
  readonly negativeLogQ: tf.Tensor;
  /** [B, M] 1 for a negative, 0 for one that does not count, such as an accidental hit. Left out: all count. */
  readonly kept?: tf.Tensor;
}

/** What is added to the score of a negative that does not count: exp(-1e9) is 0 in float32. */
const removed = -1e9;

/**
 * The sampled softmax with log Q correction (ADI Eq. 4-5) of each row: -f~ + log(exp f~ + Σ exp f~'), f~ = f - log Q: [B]. Log Q is not
 * divided by a temperature. A row of which no negative counts has loss 0.
 */
export function sampledSoftmax({ positive, negative, positiveLogQ, negativeLogQ, kept }: SampledScores): tf.Tensor {
  const corrected = tf.sub(negative, negativeLogQ);
  const negatives = kept === undefined ? corrected : tf.add(corrected, tf.mul(tf.sub(1, kept), removed));
  const logits = tf.concat([tf.expandDims(tf.sub(positive, positiveLogQ), 1), negatives], 1);
  const rows = positive.shape[0];
  return tf.neg(tf.reshape(tf.slice(tf.logSoftmax(logits), [0, 0], [rows, 1]), [rows]));
}

/** 1 where a sampled item differs from the row's, 0 for an accidental hit. @param items int32 [B] @param sampled int32 [B, M] */
export function withoutHits(items: tf.Tensor, sampled: tf.Tensor): tf.Tensor {
  return tf.cast(tf.notEqual(sampled, tf.expandDims(items, 1)), "float32");
}
