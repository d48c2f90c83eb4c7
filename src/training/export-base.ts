import * as tf from "@tensorflow/tfjs";
import { exportOnnx, rowInput } from "../compute/export-onnx.ts";
import type { Program, Signature } from "../compute/types.ts";
import type { EncodeArtifact, EncodedFeature } from "../data/artifacts/encode.ts";
import type { DnnShape } from "../models/dnn.ts";
import { mlp } from "../nn/mlp.ts";
import type { BaseTrainer } from "./base-trainer.ts";

/**
 * The trained network as an ONNX model for serving. Inputs, N rows each: a scalar feature is `<feature>` int32 [N] (vocabulary id; bucket for
 * a number); a sequence is `<feature>` int32 [N, L] with L its maxLength and `<feature>:length` int32 [N], ids beyond the length being
 * anything valid. Outputs `logit` and `probability` [N]. Tables are initialisers.
 */
export function exportBase(trainer: BaseTrainer, encode: EncodeArtifact): Uint8Array {
  return exportOnnx(inferenceProgram(trainer, encode), (rows) => inferenceSignature(encode, rows));
}

/** Inputs of the exported model. */
export function inferenceSignature(encode: EncodeArtifact, rows: number): Signature {
  const inputs = encode.features.flatMap((feature) => {
    if (!feature.sequence) return [[feature.name, rowInput("int32", rows)] as const];
    return [
      [feature.name, rowInput("int32", rows, sequenceLength(feature))] as const,
      [lengthInput(feature), rowInput("int32", rows)] as const,
    ];
  });
  return Object.fromEntries(inputs);
}

/** Name of the input with a sequence's lengths. */
export function lengthInput(feature: EncodedFeature): string {
  return `${feature.name}:length`;
}

/** L of a sequence input. */
export function sequenceLength(feature: EncodedFeature): number {
  return feature.maxLength ?? 1;
}

function inferenceProgram(trainer: BaseTrainer, encode: EncodeArtifact): Program {
  const { shape } = trainer.options;
  return (t) => {
    const pooled = encode.features.map((feature, f) => {
      const { rows, size } = trainer.tables[f].spec;
      const table = tf.tensor2d(trainer.tables[f].weights(), [rows, size]);
      return feature.sequence
        ? meanOf(table, t[feature.name], t[lengthInput(feature)])
        : tf.gather(table, t[feature.name]);
    });
    const x = pooled.length === 1 ? pooled[0] : tf.concat(pooled, 1);
    const logit = tf.reshape(mlp(parametersOf(trainer, shape), "dense", shape.hidden.length, x), [x.shape[0]]);
    return { logit, probability: tf.sigmoid(logit) };
  };
}

/** Mean of the first `length` embeddings: ids [N, L] → [N, E]; zero for an empty sequence. */
function meanOf(table: tf.Tensor2D, ids: tf.Tensor, length: tf.Tensor): tf.Tensor2D {
  const places = ids.shape[1] ?? 1;
  const column = tf.expandDims(tf.cast(length, "float32"), 1);
  const isElement = tf.cast(tf.less(tf.range(0, places, 1, "float32"), column), "float32");
  const embedded = tf.mul(tf.gather(table, ids), tf.expandDims(isElement, 2));
  return tf.div(tf.sum(embedded, 1), tf.maximum(column, 1));
}

function parametersOf(trainer: BaseTrainer, shape: DnnShape): Record<string, tf.Tensor> {
  const sizes = [shape.inputSize, ...shape.hidden, 1];
  const layers = sizes.slice(1).flatMap((out, l) => {
    const kernel = trainer.dense.get(`dense/${l}/kernel`) ?? new Float32Array(0);
    const bias = trainer.dense.get(`dense/${l}/bias`) ?? new Float32Array(0);
    return [
      [`dense/${l}/kernel`, tf.tensor(kernel, [sizes[l], out])] as const,
      [`dense/${l}/bias`, tf.tensor(bias, [out])] as const,
    ];
  });
  return Object.fromEntries(layers);
}
