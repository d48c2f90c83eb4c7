import * as tf from "@tensorflow/tfjs";
import { exportOnnx, rowInput } from "../compute/export-onnx.ts";
import type { Program, Signature } from "../compute/types.ts";
import type { EncodeArtifact, EncodedFeature } from "../data/artifacts/encode.ts";
import { compactWeights, type EmbeddingSpec } from "../models/embedding.ts";
import { tensorSpecs } from "../models/network.ts";
import { servingInputs } from "./step-program.ts";
import type { Trainer } from "./trainer.ts";

/**
 * The trained network as an ONNX model for serving. Inputs, N rows each: a scalar feature is `<feature>` int32 [N] (vocabulary id; bucket for
 * a number); a sequence is `<feature>` int32 [N, L] with L its maxLength and `<feature>:length` int32 [N], ids beyond the length being
 * anything valid. A network that reads the domain also takes `:domain` int32 [N], its position among the domains. Outputs `logit` and
 * `probability` [N]. Tables and frozen parts are initialisers.
 */
export function exportNetwork(trainer: Trainer, encode: EncodeArtifact): Uint8Array {
  const { domains } = trainer.options.network;
  return exportOnnx(inferenceProgram(trainer, encode), (rows) => inferenceSignature(encode, domains, rows));
}

/** Inputs of the exported model. */
function inferenceSignature(encode: EncodeArtifact, domains: number, rows: number): Signature {
  const inputs = encode.features.flatMap((feature) => {
    if (!feature.sequence) return [[feature.name, rowInput("int32", rows)] as const];
    return [
      [feature.name, rowInput("int32", rows, sequenceLength(feature))] as const,
      [lengthInput(feature), rowInput("int32", rows)] as const,
    ];
  });
  return { ...Object.fromEntries(inputs), ...(domains > 0 && { [domainInput]: rowInput("int32", rows) }) };
}

/** Name of the input with the domains; no feature can have it, because the names of columns do not begin with a colon. */
export const domainInput = ":domain";

/** Name of the input with a sequence's lengths. */
export function lengthInput(feature: EncodedFeature): string {
  return `${feature.name}:length`;
}

/** L of a sequence input. */
export function sequenceLength(feature: EncodedFeature): number {
  return feature.maxLength ?? 1;
}

function inferenceProgram(trainer: Trainer, encode: EncodeArtifact): Program {
  const { network, frozenTables = [] } = trainer.options;
  return (t) => {
    const pooled = (feature: EncodedFeature, table: tf.Tensor2D): tf.Tensor =>
      feature.sequence ? meanOf(table, t[feature.name], t[lengthInput(feature)]) : tf.gather(table, t[feature.name]);
    const own = encode.features.map((feature, f) =>
      pooled(feature, tableTensor(trainer.tables[f].spec, trainer.tables[f].weights())),
    );
    const frozen = frozenTables.map(({ feature, table }) =>
      pooled(encode.features[feature], tableTensor(table.spec, compactWeights(table))),
    );
    const rows = {
      x: joined(own),
      ...(network.domains > 0 && { domain: oneHot(t[domainInput], network.domains) }),
      ...(frozen.length > 0 && { frozenX: joined(frozen) }),
    };
    const logit = network.logits(parametersOf(trainer), servingInputs(rows));
    return { logit, probability: tf.sigmoid(logit) };
  };
}

function tableTensor({ rows, size }: EmbeddingSpec, weights: Float32Array): tf.Tensor2D {
  return tf.tensor2d(weights, [rows, size]);
}

/** Side by side. */
function joined(pooled: readonly tf.Tensor[]): tf.Tensor {
  return pooled.length === 1 ? pooled[0] : tf.concat([...pooled], 1);
}

/** Mean of the first `length` embeddings: ids [N, L] → [N, E]; zero for an empty sequence. */
function meanOf(table: tf.Tensor2D, ids: tf.Tensor, length: tf.Tensor): tf.Tensor2D {
  const places = ids.shape[1] ?? 1;
  const column = tf.expandDims(tf.cast(length, "float32"), 1);
  const isElement = tf.cast(tf.less(tf.range(0, places, 1, "float32"), column), "float32");
  const embedded = tf.mul(tf.gather(table, ids), tf.expandDims(isElement, 2));
  return tf.div(tf.sum(embedded, 1), tf.maximum(column, 1));
}

/** Positions [N] → [N, D]. */
function oneHot(positions: tf.Tensor, depth: number): tf.Tensor {
  const column = tf.expandDims(tf.cast(positions, "float32"), 1);
  return tf.cast(tf.equal(column, tf.range(0, depth, 1, "float32")), "float32");
}

function parametersOf(trainer: Trainer): Record<string, tf.Tensor> {
  const tensors = tensorSpecs(trainer.options.network).map(({ name, shape }): [string, tf.Tensor] => [
    name,
    tf.tensor(trainer.parameters.get(name) ?? new Float32Array(0), [...shape]),
  ]);
  return Object.fromEntries(tensors);
}
