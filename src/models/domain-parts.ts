import * as tf from "@tensorflow/tfjs";
import { type Parameters, dense, denseSpecs } from "../nn/dense.ts";
import { softmaxGate } from "../nn/gates.ts";
import type { ParameterSpec } from "../nn/parameter.ts";
import type { ModelInputs, ModelShape } from "./model.ts";

type AfterHidden = ModelInputs["afterHidden"];

/** K, the width of x. */
export function inputWidth({ sizes }: ModelShape): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The width after hidden layers: that of the last one, or of the input where there is none. */
export function lastWidth(inputs: number, hidden: readonly number[]): number {
  return hidden.at(-1) ?? inputs;
}

/** Layers of half as many units, rounded up, for experts of which there are several. */
export function halved(hidden: readonly number[]): number[] {
  return hidden.map((units) => Math.ceil(units / 2));
}

/** afterHidden for layers that are numbered from `first` through the model. */
export function numberedFrom(first: number, afterHidden: AfterHidden): AfterHidden {
  return (activation, l) => afterHidden(activation, first + l);
}

/** `<prefix>/dense/<i>`, He-normal: a ReLU follows each. */
export function hiddenSpecs(prefix: string, inputs: number, hidden: readonly number[]): ParameterSpec[] {
  const sizes = [inputs, ...hidden];
  return hidden.flatMap((units, l) => denseSpecs(`${prefix}/dense/${l}`, sizes[l], units, "he-normal"));
}

/** Dense layers `<prefix>/dense/<i>` with ReLU after every one: [B, inputs] → [B, hidden.at(-1)]. */
export function hiddenLayers(
  parameters: Parameters,
  prefix: string,
  layers: number,
  x: tf.Tensor,
  afterHidden: AfterHidden,
): tf.Tensor {
  let activation = x;
  for (let l = 0; l < layers; l++) {
    activation = afterHidden(tf.relu(dense(parameters, `${prefix}/dense/${l}`, activation)), l);
  }
  return activation;
}

/** For every domain, `tower/<d>/dense/<i>` and the head `tower/<d>/output`, of one logit unless the shape says otherwise. */
export function towerSpecs(
  { domains, outputs = 1 }: ModelShape,
  inputs: number,
  hidden: readonly number[],
): ParameterSpec[] {
  return Array.from({ length: domains }, (_, d) => [
    ...hiddenSpecs(`tower/${d}`, inputs, hidden),
    ...denseSpecs(`tower/${d}/output`, lastWidth(inputs, hidden), outputs),
  ]).flat();
}

/**
 * The logit [B] of each row from its own domain's tower, or [B, O] with wider heads; a padding row has zeros. Towers of all domains have the same layer numbers:
 * a row passes through one of them, so that they can share the random numbers of dropout.
 */
export function towerLogits(
  parameters: Parameters,
  layers: number,
  x: tf.Tensor,
  domain: tf.Tensor,
  afterHidden: AfterHidden,
): tf.Tensor {
  const logits = Array.from({ length: domainsOf(domain) }, (_, d) => {
    const hidden = hiddenLayers(parameters, `tower/${d}`, layers, x, afterHidden);
    return dense(parameters, `tower/${d}/output`, hidden);
  });
  return logits[0].shape[1] === 1 ? pickLogit(logits, domain) : pickDomain(logits, domain);
}

/** D of the one-hot domain [B, D]. */
export function domainsOf(domain: tf.Tensor): number {
  return domain.shape[1] ?? 0;
}

/** Of the logits [B, 1] of every domain, each row's own: [B]. */
export function pickLogit(logits: readonly tf.Tensor[], domain: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(tf.concat([...logits], 1), domain), 1);
}

/** Of the outputs [B, N] of every domain, each row's own: [B, N]. Zeros for a padding row. */
export function pickDomain(outputs: readonly tf.Tensor[], domain: tf.Tensor): tf.Tensor {
  return weightedSum(outputs, domain);
}

/** Σ_k weights_k · outputs_k: K outputs [B, N] and weights [B, K] → [B, N]. */
export function weightedSum(outputs: readonly tf.Tensor[], weights: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(tf.stack([...outputs], 1), tf.expandDims(weights, -1)), 1);
}

/** Σ_k softmax(logits)_k · experts_k: K experts [B, H] and logits [B, K] → [B, H]. */
export function mixExperts(experts: readonly tf.Tensor[], logits: tf.Tensor): tf.Tensor {
  return softmaxGate(tf.stack([...experts], 1), logits);
}

/** `embedding/domain/table` [D, size], a dense parameter. */
export function domainEmbeddingSpecs({ domains }: Pick<ModelShape, "domains">, size: number): ParameterSpec[] {
  return [{ name: "embedding/domain/table", shape: [domains, size], initialiser: "glorot-uniform" }];
}

/** e, the row of `embedding/domain/table` of each row's domain: [B, size]. Zeros for a padding row. */
export function domainEmbedding(parameters: Parameters, domain: tf.Tensor): tf.Tensor {
  return tf.matMul(domain, parameters["embedding/domain/table"]);
}
