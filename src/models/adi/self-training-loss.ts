import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../../nn/dense.ts";
import { type AdiNetwork, adiOutputs } from "./two-towers.ts";

/** Pairs of a user and an item. */
export interface Pairs {
  /** [B, N e] */
  readonly user: tf.Tensor;
  /** [B, N e] */
  readonly item: tf.Tensor;
}

/**
 * f of each pair under every domain, by the model frozen as in serving: [B, D] (ADI Algorithm 1, lines 9-10). All domains are rows of one pass, so that the
 * graph does not grow with them.
 */
export function scoresByDomain(network: AdiNetwork, parameters: Parameters, { user, item }: Pairs): tf.Tensor {
  const { domains } = network;
  const pairs = user.shape[0];
  const everyDomain = (x: tf.Tensor): tf.Tensor => tf.tile(x, [domains, 1]);
  const domain = tf.reshape(tf.tile(tf.expandDims(tf.eye(domains), 1), [1, pairs, 1]), [domains * pairs, domains]);
  const rows = { user: everyDomain(user), items: everyDomain(item), domain, training: false };
  const { positiveScore } = adiOutputs(network, parameters, rows);
  return tf.transpose(tf.reshape(positiveScore, [domains, pairs]));
}

/**
 * The loss with pseudo labels (ADI Eq. 27): the sum over labelled and pseudo-labelled rows, as printed. A pseudo-labelled row is the pair
 * of its row with negatives and log Q of its own, under the other domain.
 *
 * @param labelled [B] and @param pseudo [P], losses of rows
 */
export function selfTrainingLoss(labelled: tf.Tensor, pseudo: tf.Tensor): tf.Scalar {
  return tf.add(tf.sum(labelled), tf.sum(pseudo));
}
