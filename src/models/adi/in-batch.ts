import * as tf from "@tensorflow/tfjs";
import { type SampledScores, withoutHits } from "./sampled-softmax.ts";

/** A batch of which each row's item serves as a negative of the others. */
export interface BatchVectors {
  /** [B, H] */
  readonly users: tf.Tensor;
  /** [B, H] each under its row's domain. */
  readonly items: tf.Tensor;
  /** int32 [B] */
  readonly ids: tf.Tensor;
  /** [B, D] */
  readonly domain: tf.Tensor;
  /** [B] log of the probability of each row's item among the rows of its domain. */
  readonly logQ: tf.Tensor;
  readonly temperature: number;
}

/**
 * The items of the batch as negatives, for `sampledSoftmax`: M = B. Those of the row's own domain count, as vectors of another domain are
 * not those that the row's users are matched with; the row's own item, in whatever row, does not.
 */
export function inBatchScores({ users, items, ids, domain, logQ, temperature }: BatchVectors): SampledScores {
  const code = tf.matMul(domain, tf.range(1, (domain.shape[1] as number) + 1).reshape([-1, 1])); // 1 for the first domain, 0 for padding.
  const sameDomain = tf.equal(code, tf.transpose(code));
  return {
    positive: tf.div(tf.sum(tf.mul(users, items), 1), temperature),
    negative: tf.matMul(tf.div(users, temperature), items, false, true),
    positiveLogQ: logQ,
    negativeLogQ: tf.expandDims(logQ, 0),
    kept: tf.logicalAnd(sameDomain, withoutHits(ids, tf.expandDims(ids, 0))),
  };
}
