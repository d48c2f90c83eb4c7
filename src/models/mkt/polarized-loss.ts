import * as tf from "@tensorflow/tfjs";
import { weightedMean } from "../../nn/losses.ts";

/** The cosines of one entity's rows. */
export interface EntityCosines {
  /** cosine(g_com, g_ind) of MKT Eq. 9: [B] */
  readonly cosine: tf.Tensor;
  /** [B] 1 for a row, 0 for padding. */
  readonly weight: tf.Tensor;
}

/**
 * The polarized distribution loss (MKT Eq. 10): the cosine of common and independent knowledge, as the mean over the rows of each entity where the
 * paper leaves the rows open, added over the entities. Minimising it drives the two apart, to opposite directions at the least. A scalar.
 */
export function polarizedLoss(entities: readonly EntityCosines[]): tf.Scalar {
  return tf.addN(entities.map(({ cosine, weight }) => weightedMean(cosine, weight)));
}
