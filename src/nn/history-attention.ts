import * as tf from "@tensorflow/tfjs";
import { softmaxAttention } from "./attention.ts";

/** What a user had to do with before a row, embedded; padding may hold any finite numbers. */
export interface History {
  /** [B, T, E] */
  readonly vectors: tf.Tensor;
  /** [B] how many of the T are real, from the first on; float32. */
  readonly lengths: tf.Tensor;
}

/** [B, T]: 1 before the length of the row, else 0. */
export function lengthMask({ vectors, lengths }: History): tf.Tensor {
  const positions = tf.range(0, vectors.shape[1] ?? 0);
  return tf.cast(tf.less(tf.expandDims(positions, 0), tf.expandDims(lengths, 1)), "float32");
}

/** The mean of the real positions: [B, E]; zeros for an empty history. */
export function meanOfHistory(history: History): tf.Tensor {
  const sums = tf.sum(tf.mul(history.vectors, tf.expandDims(lengthMask(history), 2)), 1);
  return tf.div(sums, tf.expandDims(tf.maximum(history.lengths, 1), 1));
}

/**
 * Σ_t softmax(⟨query, h_t⟩ / √E) v_t over the real positions t of a history h: [B, H]; zeros for an empty history.
 *
 * @param query [B, E]
 * @param values v [B, T, H]; default: h itself
 */
export function attendToHistory(history: History, query: tf.Tensor, values = history.vectors): tf.Tensor {
  const inputs = { queries: tf.expandDims(query, 1), keys: history.vectors, values, mask: lengthMask(history) };
  // Over padding alone the softmax is that of the padding, hence the factor.
  return tf.mul(tf.squeeze(softmaxAttention(inputs), [1]), tf.expandDims(tf.minimum(history.lengths, 1), 1));
}
