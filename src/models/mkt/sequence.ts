import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../../nn/dense.ts";
import { attendToHistory, type History, meanOfHistory } from "../../nn/history-attention.ts";
import { multiHeadHistory, multiHeadSpecs } from "../../nn/multi-head-history.ts";
import type { ParameterSpec } from "../../nn/parameter.ts";
import { DomainlensError } from "../../util/errors.ts";
import { type EntityRows, type GroupVectors, joinVectors, type MktShape } from "./groups.ts";
import type { SequenceOptions } from "./mkt-options.ts";

/**
 * The encoder that all entities and histories share: `<name>/…` of `multiHead`, nothing for the others. Throws DomainlensError("config") when there
 * are histories without a candidate to attend by, or heads that do not divide the embedding size.
 */
export function sequenceSpecs(
  name: string,
  shape: MktShape,
  { sequenceEncoder, heads }: SequenceOptions,
): ParameterSpec[] {
  const { embeddingSize, histories, sharedFields, candidate } = shape;
  if (histories === 0 || sequenceEncoder === "mean") return [];
  if (candidate >= sharedFields) {
    throw new DomainlensError("config", {
      what: `the sequence encoder "${sequenceEncoder}" needs the entity-shared feature whose values the histories hold`,
      value: { candidate, sharedFields },
      remedy: 'give that feature the entities in common, or set the sequence encoder to "mean"',
    });
  }
  if (sequenceEncoder === "attention") return [];
  if (embeddingSize % heads !== 0) {
    throw new DomainlensError("config", {
      what: "the heads of the sequence encoder must divide the embedding size",
      value: { heads, embeddingSize },
      remedy: "choose a number of heads that divides the embedding size",
    });
  }
  return multiHeadSpecs(name, embeddingSize, heads);
}

/** v_u, v_seq, v_shared and v_spec of rows (MKT Eq. 1 and 2); v_seq has the histories' vectors side by side. */
export function groupVectors(
  parameters: Parameters,
  name: string,
  { user, shared, specific, histories }: EntityRows,
  shape: MktShape,
  options: SequenceOptions,
): GroupVectors {
  const encoded = histories.map((history) => encode(parameters, name, history, shared, shape, options));
  return { user, sequence: encoded.length === 0 ? undefined : joinVectors(encoded), shared, specific };
}

function encode(
  parameters: Parameters,
  name: string,
  history: History,
  shared: tf.Tensor | undefined,
  { embeddingSize, candidate }: MktShape,
  { sequenceEncoder, heads }: SequenceOptions,
): tf.Tensor {
  if (sequenceEncoder === "mean" || shared === undefined) return meanOfHistory(history);
  const query = tf.slice(shared, [0, candidate * embeddingSize], [-1, embeddingSize]);
  return sequenceEncoder === "attention"
    ? attendToHistory(history, query)
    : multiHeadHistory(parameters, name, heads, history, query);
}
