import * as tf from "@tensorflow/tfjs";
import type { Program, Signature, TensorSpec } from "../compute/types.ts";
import type { ModelInputs } from "../models/model.ts";
import { type Network, tensorSpecs } from "../models/network.ts";
import { rowSignature, rowTensors } from "../models/row-feeds.ts";
import { clipFactor } from "../nn/clip.ts";
import { bceWithLogits, weightedMean } from "../nn/losses.ts";
import { adamInputs, adamUpdates } from "./adam-updates.ts";
import { backward } from "./backward.ts";

type Tensors = Record<string, tf.Tensor>;

export interface StepOptions {
  /** Bound on the norm of all gradients together; null for none. */
  readonly clipNorm?: number | null;
  /** Whether rows have weights in the loss, beside being rows or padding. */
  readonly weighted?: boolean;
}

/**
 * Inputs of one training step at batch size B: those of `rowSignature`, label [B], `weight` [B] that tells rows (1) from padding (0),
 * `lossWeight` [B] where rows are weighted (0 for padding), Adam's rate, parameters, moments, state and frozen tensors, and uniform numbers
 * for dropout.
 */
export function trainSignature(
  network: Network,
  units: readonly number[],
  batchSize: number,
  dropoutRate: number,
  { weighted = false }: StepOptions = {},
): Signature {
  const signature: Record<string, TensorSpec> = {
    ...rowSignature(network, batchSize),
    label: float(batchSize),
    weight: float(batchSize),
    ...(weighted && { lossWeight: float(batchSize) }),
    ...adamInputs(network.specs),
  };
  for (const { name, shape } of [...network.state, ...(network.frozen ?? [])]) signature[name] = float(...shape);
  if (dropoutRate > 0) units.forEach((width, l) => (signature[`uniform/${l}`] = float(batchSize, width)));
  return signature;
}

/**
 * Forward, backward and dense Adam of one step (DSFM Eq. 1, binary cross-entropy, mean over rows by their weight, and what the network adds to it). Outputs `loss`; `dx`
 * [B, K]; `dhistory/<i>` [B, T, E] of every sequence; every parameter, its moments and the state after the step, under `next/`; and `squares` [1 + P + S], the sum of squares of dx, of the
 * gradient of each parameter, in the order of the specs, and of each dhistory.
 *
 * With `clipNorm`, all gradients are scaled so that their norm together is at most that (`clipFactor`), `dx` as returned included. The
 * gradients that count are those of the dense parameters and dx, in which an embedding that several rows of the batch share stands once
 * a row, before equal ids are summed; the L2 penalty on embeddings is added later and does not count. `squares` is before clipping.
 */
export function trainProgram(network: Network, dropoutRate: number, options: StepOptions = {}): Program {
  const { clipNorm = null, weighted = false } = options;
  return (t) => {
    const lossOf = (logits: tf.Tensor): tf.Scalar =>
      weightedMean(bceWithLogits(logits, t["label"]), weighted ? t["lossWeight"] : t["weight"]);
    const { loss, gradients, state } = backward(network, dropoutRate, t, lossOf);
    const squares = sumsOfSquares(gradients);
    const factor = clipNorm === null ? undefined : clipFactor(squares, clipNorm);
    const [dx, ...rest] = factor === undefined ? gradients : gradients.map((gradient) => tf.mul(gradient, factor));
    const dense = rest.slice(0, network.specs.length);
    const outputs: Tensors = { loss, dx, ...adamUpdates(network.specs, t, dense) };
    rest.slice(dense.length).forEach((dhistory, i) => (outputs[`dhistory/${i}`] = dhistory));
    for (const [name, value] of Object.entries(state)) outputs[`next/${name}`] = value;
    return { ...outputs, squares };
  };
}

/** [N] of as many tensors. */
export function sumsOfSquares(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tf.stack(tensors.map((tensor) => tf.sum(tf.square(tensor))));
}

/** Inputs of a prediction: those of `rowSignature`, and the tensors. */
export function predictSignature(network: Network, batchSize: number): Signature {
  const parameters = tensorSpecs(network).map(({ name, shape }): [string, TensorSpec] => [name, float(...shape)]);
  return { ...rowSignature(network, batchSize), ...Object.fromEntries(parameters) };
}

/** Output `logit` [B]. */
export function predictProgram(network: Network): Program {
  return (t) => ({ logit: network.logits(t, servingInputs(t)) });
}

/** What a network reads outside of training, for any number of rows. @param tensors the inputs of `rowSignature` */
export function servingInputs(tensors: Tensors): ModelInputs {
  // A tensor of a fixed number of rows must not be made here: the number is symbolic in an exported model.
  return { ...rowTensors(tensors), weight: tf.ones([1]), training: false, afterHidden: (h) => h };
}

function float(...shape: number[]): TensorSpec {
  return { shape, dtype: "float32" };
}
