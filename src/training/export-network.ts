import * as tf from "@tensorflow/tfjs";
import { exportOnnx, rowInput } from "../compute/export-onnx.ts";
import type { Program, Signature } from "../compute/types.ts";
import type { EncodeArtifact, EncodedFeature } from "../data/artifacts/encode.ts";
import { tensorSpecs } from "../models/network.ts";
import { oneHotOf, pooledOf } from "./serving-graph.ts";
import { servingInputs } from "./step-program.ts";
import type { Trainer } from "./trainer.ts";

/**
 * The trained network as an ONNX model for serving. Inputs, N rows each: a scalar feature is `<feature>` int32 [N] (vocabulary id; bucket for
 * a number); a sequence is `<feature>` int32 [N, L] with L its maxLength and `<feature>:length` int32 [N], ids beyond the length being
 * anything valid. A network that reads the domain also takes `:domain` int32 [N], its position among the domains. Outputs `logit` and
 * `probability` [N]. Tables are initialisers.
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
  const { network } = trainer.options;
  return (t) => {
    const pooled = encode.features.map((feature, f) => {
      const { rows, size } = trainer.tables[f].spec;
      const table = tf.tensor2d(trainer.tables[f].weights(), [rows, size]);
      return feature.sequence
        ? pooledOf(table, t[feature.name], t[lengthInput(feature)])
        : tf.gather(table, t[feature.name]);
    });
    const x = pooled.length === 1 ? pooled[0] : tf.concat(pooled, 1);
    const domain = network.domains > 0 ? oneHotOf(t[domainInput], network.domains) : undefined;
    const logit = network.logits(parametersOf(trainer), servingInputs(x, domain));
    return { logit, probability: tf.sigmoid(logit) };
  };
}

function parametersOf(trainer: Trainer): Record<string, tf.Tensor> {
  const tensors = tensorSpecs(trainer.options.network).map(({ name, shape }): [string, tf.Tensor] => [
    name,
    tf.tensor(trainer.dense.get(name) ?? new Float32Array(0), [...shape]),
  ]);
  return Object.fromEntries(tensors);
}
