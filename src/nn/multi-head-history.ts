import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "./dense.ts";
import { attendToHistory, type History } from "./history-attention.ts";
import type { ParameterSpec } from "./parameter.ts";
import { perToken } from "./per-token.ts";

/** `<name>/head/<n>/{query,key,value}/kernel` [E, E / heads] of each head, and `<name>/output/kernel` [E, E]; `heads` divides E. */
export function multiHeadSpecs(name: string, embeddingSize: number, heads: number): ParameterSpec[] {
  const kernel = (part: string, units: number): ParameterSpec => ({
    name: `${name}/${part}/kernel`,
    shape: [embeddingSize, units],
    initialiser: "glorot-uniform",
  });
  const perHead = Array.from({ length: heads }, (_, n) =>
    ["query", "key", "value"].map((part) => kernel(`head/${n}/${part}`, embeddingSize / heads)),
  );
  return [...perHead.flat(), kernel("output", embeddingSize)];
}

/**
 * Multi-head attention of one query over a history (Vaswani et al. 2017, 3.2.2): [head_1 | … ] W_O, where head_n attends with q W_Q over h W_K
 * to h W_V. [B, E]; zeros for an empty history.
 *
 * @param query [B, E]
 */
export function multiHeadHistory(
  parameters: Parameters,
  name: string,
  heads: number,
  { vectors, lengths }: History,
  query: tf.Tensor,
): tf.Tensor {
  const attended = Array.from({ length: heads }, (_, n) => {
    const kernel = (part: string): tf.Tensor => parameters[`${name}/head/${n}/${part}/kernel`];
    const project = (part: string): tf.Tensor => perToken(vectors, (rows) => tf.matMul(rows, kernel(part)));
    return attendToHistory({ vectors: project("key"), lengths }, tf.matMul(query, kernel("query")), project("value"));
  });
  return tf.matMul(tf.concat(attended, 1), parameters[`${name}/output/kernel`]);
}
