import * as tf from "@tensorflow/tfjs";
import { lowerPadding } from "./attention.ts";
import { type History, lengthMask } from "./history-attention.ts";

/** softmax of scores [B, T] over the real positions of a history; all 0 for an empty one. */
export function softmaxOverHistory(history: History, scores: tf.Tensor): tf.Tensor {
  const mask = lengthMask(history);
  return tf.mul(tf.softmax(lowerPadding(scores, mask)), mask);
}

/** Σ_t w_t h_t over the real positions t of a history h: [B, E]; zeros for an empty history. @param weights w [B, T] */
export function weighHistory(history: History, weights: tf.Tensor): tf.Tensor {
  const real = tf.mul(weights, lengthMask(history));
  return tf.squeeze(tf.matMul(tf.expandDims(real, 1), history.vectors), [1]);
}
