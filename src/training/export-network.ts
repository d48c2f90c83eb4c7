import * as tf from "@tensorflow/tfjs";
import { exportOnnx, rowInput } from "../compute/export-onnx.ts";
import type { Program, Signature } from "../compute/types.ts";
import type { EncodeArtifact, EncodedFeature } from "../data/artifacts/encode.ts";
import type { FrozenTable } from "../models/embedding.ts";
import { tensorSpecs } from "../models/network.ts";
import { historyInputs } from "../models/row-feeds.ts";
import { domainInput, lengthName } from "../util/serving-names.ts";
import { InputEmbedder, type SequenceIds } from "./embed-inputs.ts";
import { oneHot } from "./one-hot.ts";
import { servingInputs } from "./step-program.ts";
import type { Trainer } from "./trainer.ts";

/**
 * The trained network as an ONNX model for serving. Inputs, N rows each: a scalar feature is `<feature>` int32 [N] (vocabulary id; bucket for
 * a number); a sequence is `<feature>` int32 [N, L] with L its maxLength and `<feature>:length` int32 [N], ids beyond the length being
 * anything valid. A network that reads the domain also takes `:domain` int32 [N], its position among the domains. Outputs `logit` and
 * `probability` [N]. No feature has one of the other names: the config refuses them. Tables and frozen parts are initialisers.
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
      [lengthName(feature.name), rowInput("int32", rows)] as const,
    ];
  });
  return { ...Object.fromEntries(inputs), ...(domains > 0 && { [domainInput]: rowInput("int32", rows) }) };
}

/** L of a sequence input. */
export function sequenceLength(feature: EncodedFeature): number {
  return feature.maxLength ?? 1;
}

function inferenceProgram(trainer: Trainer, encode: EncodeArtifact): Program {
  const { network } = trainer.options;
  return (t) => {
    const rows = embedded(trainer, encode, t);
    const logit = network.logits(parametersOf(trainer), servingInputs(rows));
    return { logit, probability: tf.sigmoid(logit) };
  };
}

/** What the network reads of the rows, made of the model's inputs. */
function embedded(trainer: Trainer, { features }: EncodeArtifact, t: Record<string, tf.Tensor>): typeof t {
  const { network, frozenTables = [] } = trainer.options;
  const embed = new InputEmbedder();
  const sequence = (feature: EncodedFeature): SequenceIds => ({
    ids: t[feature.name],
    length: t[lengthName(feature.name)],
  });
  const pooled = (feature: EncodedFeature, table: FrozenTable): tf.Tensor =>
    feature.sequence ? embed.mean(table, sequence(feature)) : embed.scalar(table, t[feature.name]);
  const tables = trainer.tables.map(({ view }) => view);
  const rows: Record<string, tf.Tensor> = { x: joined(features.map((feature, f) => pooled(feature, tables[f]))) };
  if (network.domains > 0) rows["domain"] = oneHot(t[domainInput], network.domains);
  if (frozenTables.length > 0) {
    rows["frozenX"] = joined(frozenTables.map(({ feature, table }) => pooled(features[feature], table)));
  }
  for (const { name, feature, table, length } of historyInputs(network, { tables, frozenTables })) {
    const ids = sequence(features[feature]);
    rows[name] = embed.last(table, ids, length);
    rows[`${name}/length`] = tf.minimum(tf.cast(ids.length, "float32"), length);
  }
  return rows;
}

/** Side by side. */
function joined(pooled: readonly tf.Tensor[]): tf.Tensor {
  return pooled.length === 1 ? pooled[0] : tf.concat([...pooled], 1);
}

function parametersOf(trainer: Trainer): Record<string, tf.Tensor> {
  const tensors = tensorSpecs(trainer.options.network).map(({ name, shape }): [string, tf.Tensor] => [
    name,
    tf.tensor(trainer.parameters.get(name) ?? new Float32Array(0), [...shape]),
  ]);
  return Object.fromEntries(tensors);
}
