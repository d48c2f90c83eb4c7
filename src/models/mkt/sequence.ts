import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../../nn/dense.ts";
import { attendToHistory, type History, meanOfHistory } from "../../nn/history-attention.ts";
import { multiHeadHistory, multiHeadSpecs } from "../../nn/multi-head-history.ts";
import type { ParameterSpec } from "../../nn/parameter.ts";
import { DomainlensError } from "../../util/errors.ts";
import { type EntityRows, type GroupVectors, joinVectors, type MktShape } from "./groups.ts";
import { headsMisfit } from "./misfit.ts";
import type { SequenceOptions } from "./mkt-options.ts";

/**
 * The encoder that all entities and histories share: `<name>/…` of `multiHead`, nothing for the others, nor where no history has a candidate. Throws
 * DomainlensError("config") when the heads do not divide the embedding size.
 */
export function sequenceSpecs(
  name: string,
  { embeddingSize, candidates }: MktShape,
  options: SequenceOptions,
): ParameterSpec[] {
  if (options.sequenceEncoder !== "multiHead" || candidates.every((candidate) => candidate === undefined)) return [];
  const misfit = headsMisfit(options, embeddingSize);
  if (misfit !== undefined) throw new DomainlensError("config", misfit);
  return multiHeadSpecs(name, embeddingSize, options.heads);
}

/** v_u, v_seq, v_shared and v_spec of rows (MKT Eq. 1 and 2); v_seq has the histories' vectors side by side. */
export function groupVectors(
  parameters: Parameters,
  name: string,
  { user, shared, specific, histories }: EntityRows,
  shape: MktShape,
  options: SequenceOptions,
): GroupVectors {
  const encoded = histories.map((history, n) => {
    const query = shared === undefined ? undefined : queryOf(shared, shape, shape.candidates[n]);
    return encode(parameters, name, history, query, options);
  });
  return { user, sequence: encoded.length === 0 ? undefined : joinVectors(encoded), shared, specific };
}

/** The embedding [B, E] of the candidate that a history is compared with. */
function queryOf(shared: tf.Tensor, { embeddingSize }: MktShape, candidate: number | undefined): tf.Tensor | undefined {
  return candidate === undefined ? undefined : tf.slice(shared, [0, candidate * embeddingSize], [-1, embeddingSize]);
}

function encode(
  parameters: Parameters,
  name: string,
  history: History,
  query: tf.Tensor | undefined,
  { sequenceEncoder, heads }: SequenceOptions,
): tf.Tensor {
  if (sequenceEncoder === "mean" || query === undefined) return meanOfHistory(history);
  return sequenceEncoder === "attention"
    ? attendToHistory(history, query)
    : multiHeadHistory(parameters, name, heads, history, query);
}
