import type * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../nn/dense.ts";
import type { ParameterSpec } from "../nn/parameter.ts";

/** What a model is built for: the features in order, and how many domains there are. */
export interface ModelShape {
  /** [F] embedding size E of each feature; they add up to K. */
  readonly sizes: readonly number[];
  /** Positions of the domain-sensitive features, as selected, in their order; only DSFM reads them. */
  readonly sensitive: readonly number[];
  /** D */
  readonly domains: number;
  /** O, the width of the last layer; default: one logit. Only some models can have more. */
  readonly outputs?: number;
}

/** What a model reads, as tensors. */
export interface ModelInputs {
  /** [B, K] concatenated pooled embeddings. */
  readonly x: tf.Tensor;
  /** [B, D] one-hot float32; a padding row is all zero. */
  readonly domain: tf.Tensor;
  /** [B] 1 for a row, 0 for padding; for statistics over the batch. */
  readonly weight: tf.Tensor;
  readonly training: boolean;
  /** Called in a training step by a model with state, once for each tensor of it, with its value after the step; no gradient goes through it. */
  readonly updateState?: (name: string, value: tf.Tensor) => void;
  /**
   * Called in a training step by a model whose loss has a term beside the cross-entropy, with that term already weighted: it is added to the loss as
   * it is, whatever the rows weigh. Gradients go through it.
   */
  readonly addLoss?: (loss: tf.Scalar) => void;
  /** Applied to each hidden activation [B, H] in training, numbered through the model; the identity otherwise. */
  readonly afterHidden: (activation: tf.Tensor, layer: number) => tf.Tensor;
}

/**
 * A ranking model as pure functions: its parameters by name, and the logits they give. Embedding tables are not among the
 * parameters; they stay outside the graph.
 */
export interface RankingModel<Options> {
  /** As on the command line: `dsfm`, `pepnet` … */
  readonly name: string;
  /** Paper and equations. */
  readonly source: string;
  /** Every option with its default; sizes follow the base network's. */
  defaults(base: { readonly hidden: readonly number[] }): Options;
  specs(shape: ModelShape, options: Options): ParameterSpec[];
  /**
   * Tensors that are not trained but follow the batches, such as running statistics: `logits` finds them among the parameters, and in training
   * gives their next values to `updateState`. They are saved, exported and attributed with the parameters. Default: none.
   */
  state?(shape: ModelShape, options: Options): ParameterSpec[];
  /** [B], or [B, O] for a shape with `outputs`. */
  logits(parameters: Parameters, inputs: ModelInputs, shape: ModelShape, options: Options): tf.Tensor;
}

/** Checks the types of a model literal; the identity at run time. */
export function defineModel<Options>(model: RankingModel<Options>): RankingModel<Options> {
  return model;
}
