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
  /** [B, M] bool, or 1 and 0: whether a negative counts, as an accidental hit does not. Left out: all count. */
  readonly kept?: tf.Tensor;
}

/** The score of a negative that does not count: exp(-1e9) is 0 in float32. */
const removed = -1e9;

/**
 * The sampled softmax with log Q correction (ADI Eq. 4-5) of each row: -f~ + log(exp f~ + Σ exp f~'), f~ = f - log Q: [B]. Log Q is not
 * divided by a temperature. A row of which no negative counts has loss 0. The gradient is given by hand, from the exponentials of the forward
 * pass: with many negatives the passes over [B, M] are most of a training step.
 */
export function sampledSoftmax({ positive, negative, positiveLogQ, negativeLogQ, kept }: SampledScores): tf.Tensor {
  return tf.customGrad((...given) => {
    const [own, others, save] = given as [tf.Tensor, tf.Tensor, tf.GradSaveFunc]; // The function is given after the tensors.
    const corrected = tf.sub(others, negativeLogQ);
    const negatives = kept === undefined ? corrected : tf.where(tf.cast(kept, "bool"), corrected, removed);
    const largest = tf.maximum(tf.max(negatives, 1), own);
    const exponentials = tf.exp(tf.sub(negatives, tf.expandDims(largest, 1)));
    const ownExponential = tf.exp(tf.sub(own, largest));
    const total = tf.add(tf.sum(exponentials, 1), ownExponential);
    save([exponentials, ownExponential, total]);
    return { value: tf.add(tf.sub(largest, own), tf.log(total)), gradFunc };
  })(tf.sub(positive, positiveLogQ), negative);
}

/** Each score's share of the sum; the row's own less 1. */
function gradFunc(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [exponentials, ownExponential, total] = saved;
  const scale = tf.div(dy, total);
  return [tf.sub(tf.mul(ownExponential, scale), dy), tf.mul(exponentials, tf.expandDims(scale, 1))];
}

/** Bool: whether a sampled item differs from the row's; one that does not is an accidental hit. @param items int32 [B] @param sampled int32 [B, M] */
export function withoutHits(items: tf.Tensor, sampled: tf.Tensor): tf.Tensor {
  return tf.notEqual(sampled, tf.expandDims(items, 1));
}
