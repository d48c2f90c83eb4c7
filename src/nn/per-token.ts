import * as tf from "@tensorflow/tfjs";

/** A map of rows applied to every token: [B, M, d] → [B, M, H], as one product of flat matrices. */
export function perToken(tokens: tf.Tensor, map: (rows: tf.Tensor) => tf.Tensor): tf.Tensor {
  const [rows, count, size] = tokens.shape;
  const mapped = map(tf.reshape(tokens, [rows * count, size]));
  return tf.reshape(mapped, [rows, count, mapped.shape[1] ?? 1]);
}
