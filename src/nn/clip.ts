import * as tf from "@tensorflow/tfjs";

/**
 * What every gradient is multiplied by so that the norm of all together is at most `clipNorm` (Pascanu et al. 2013, Algorithm 1):
 * min(1, clipNorm / √Σ squares). `squares` [N] holds the sum of squares of each gradient. A scalar, exactly 1 within the bound.
 */
export function clipFactor(squares: tf.Tensor, clipNorm: number): tf.Tensor {
  return tf.div(clipNorm, tf.maximum(tf.sqrt(tf.sum(squares)), clipNorm));
}
