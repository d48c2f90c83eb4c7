import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "./dense.ts";
import type { History } from "./history-attention.ts";
import { softmaxOverHistory, weighHistory } from "./history-scores.ts";
import type { ParameterSpec } from "./parameter.ts";
import { perToken } from "./per-token.ts";

export interface ItemAttentionShape {
  /** E, of the history and of the query. */
  readonly size: number;
  /** U, the width of what is known of the user; 0 for nothing. */
  readonly user: number;
  /** H, hidden units. */
  readonly units: number;
  /** Whether the history is brought into the space of the query by a matrix M. */
  readonly transfer: boolean;
}

/** `<name>/transfer/kernel` M [E, E], `<name>/hidden/kernel` [3 E + U, H] and `<name>/score/kernel` [H, 1], without biases. */
export function itemAttentionSpecs(name: string, { size, user, units, transfer }: ItemAttentionShape): ParameterSpec[] {
  const hidden: ParameterSpec = {
    name: `${name}/hidden/kernel`,
    shape: [3 * size + user, units],
    initialiser: "he-normal",
  };
  const score: ParameterSpec = { name: `${name}/score/kernel`, shape: [units, 1], initialiser: "glorot-uniform" };
  const matrix: ParameterSpec = { name: `${name}/transfer/kernel`, shape: [size, size], initialiser: "glorot-uniform" };
  return transfer ? [matrix, hidden, score] : [hidden, score];
}

/**
 * Item-level attention of MiNet (Ouyang et al. 2020): Σ_t α_t h_t over a history h, α = softmax of g · ReLU(W [M h_t | q | u | M h_t ⊙ q]), [B, E];
 * without `<name>/transfer` M is the identity. Zeros for an empty history.
 *
 * @param query q [B, E], the candidate
 * @param user u [B, U], if anything is known of the user
 */
export function itemAttention(
  parameters: Parameters,
  name: string,
  history: History,
  query: tf.Tensor,
  user: tf.Tensor | undefined,
): tf.Tensor {
  const size = query.shape[1] ?? 0;
  const matrix = parameters[`${name}/transfer/kernel`] as tf.Tensor | undefined; // Sources alone have one.
  const mapped = matrix === undefined ? history.vectors : perToken(history.vectors, (rows) => tf.matMul(rows, matrix));
  const kernel = parameters[`${name}/hidden/kernel`];
  const part = (from: number, length: number): tf.Tensor => tf.slice(kernel, [from, 0], [length, -1]);
  const ofUser = (kernel.shape[0] ?? 0) - 3 * size;
  // What depends on the query and the user alone is made once a row.
  const row = tf.matMul(user === undefined ? query : tf.concat([query, user], 1), part(size, size + ofUser));
  const tokens = tf.concat([mapped, tf.mul(mapped, tf.expandDims(query, 1))], 2);
  const ofTokens = tf.concat([part(0, size), part(2 * size + ofUser, size)], 0);
  const hidden = tf.relu(
    tf.add(
      perToken(tokens, (rows) => tf.matMul(rows, ofTokens)),
      tf.expandDims(row, 1),
    ),
  );
  const scores = perToken(hidden, (rows) => tf.matMul(rows, parameters[`${name}/score/kernel`]));
  return weighHistory(history, softmaxOverHistory(history, tf.squeeze(scores, [2])));
}
