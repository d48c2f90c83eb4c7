import * as tf from "@tensorflow/tfjs";
import type { Program, Signature, TensorSpec } from "../../compute/types.ts";
import { historyName, type Network } from "../../models/network.ts";
import { rowSignature } from "../../models/row-feeds.ts";
import { bceWithLogits } from "../../nn/losses.ts";
import { backward } from "../backward.ts";
import { sumsOfSquares } from "../step-program.ts";

/** Name of a parameter's gradient among the outputs. */
export function gradientName(parameter: string): string {
  return `gradient/${parameter}`;
}

/** What the program of a shard reads. */
export interface ShardSignature {
  /** Of its rows: what is gathered from tables, and what is given with them. */
  readonly ofRows: { readonly gathered: Signature; readonly given: Signature };
  /** Every shard's alike: the parameters. */
  readonly tensors: Signature;
}

/**
 * What a shard of R rows reads: beside the inputs of `rowSignature` and the parameters, label [R], uniform numbers for dropout, and `share` [R], how much of the
 * loss of the whole batch a row's is: its weight, divided by the sum of the weights of the batch; 0 for padding.
 */
export function shardSignature(
  network: Network,
  units: readonly number[],
  rows: number,
  dropoutRate: number,
): ShardSignature {
  const { domain, ...gathered } = rowSignature(network, rows);
  const given: Record<string, TensorSpec> = {
    ...(network.domains > 0 && { domain }),
    label: float(rows),
    share: float(rows),
  };
  if (dropoutRate > 0) units.forEach((width, l) => (given[`uniform/${l}`] = float(rows, width)));
  const tensors = Object.fromEntries(network.specs.map(({ name, shape }) => [name, float(...shape)]));
  return { ofRows: { gathered, given }, tensors };
}

/**
 * Forward and backward of some rows of a step of a row-wise network, as `trainProgram` has them for all rows: over the shards of a batch, `loss` and
 * the gradients of the parameters add up to those of the batch. Outputs beside them: `dx` [R, K], `dhistory/<i>` [R, T, E], and `squares` [1 + P + S], the sum of squares of dx, of each
 * parameter's gradient, and of each dhistory.
 */
export function shardProgram(network: Network, dropoutRate: number): Program {
  return (t) => {
    const lossOf = (logits: tf.Tensor): tf.Scalar => tf.sum(tf.mul(bceWithLogits(logits, t["label"]), t["share"]));
    const { loss, gradients } = backward(network, dropoutRate, t, lossOf);
    const [dx, ...rest] = gradients;
    const { specs } = network;
    const outputs: Record<string, tf.Tensor> = { loss, dx, squares: sumsOfSquares(gradients) };
    specs.forEach(({ name }, i) => (outputs[gradientName(name)] = rest[i]));
    rest.slice(specs.length).forEach((dhistory, i) => (outputs[`d${historyName(i)}`] = dhistory));
    return outputs;
  };
}

function float(...shape: number[]): TensorSpec {
  return { shape, dtype: "float32" };
}
