import type * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../nn/dense.ts";
import type { History } from "../nn/history-attention.ts";
import type { ParameterSpec } from "../nn/parameter.ts";

/** A sequence feature that a network reads element by element, beside its mean in x. */
export interface SequenceInput {
  /** Its position among the embedded features. */
  readonly feature: number;
  /** E */
  readonly size: number;
  /** T: how many elements are read, the last ones. */
  readonly length: number;
  /** Position of the scalar feature whose vocabulary it shares: the candidate that attention may compare its elements with. */
  readonly candidate: number | undefined;
}

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
  /** The sequences among the features, for models that read them element by element. Default: none. */
  readonly sequences?: readonly SequenceInput[];
}

/** What a model reads, as tensors. */
export interface ModelInputs {
  /** [B, K] concatenated pooled embeddings. */
  readonly x: tf.Tensor;
  /** Of each of the network's `sequences`, in order: its last T elements, embedded by the table of the feature. */
  readonly histories: readonly History[];
  /** [B, K'] pooled embeddings by tables of a model trained before, where the network has them; no gradient is taken of them. */
  readonly frozenX?: tf.Tensor;
  /** As `histories`, of the network's `frozenSequences`; no gradient is taken of them. */
  readonly frozenHistories?: readonly History[];
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
  /** `Network.rowWise` of its networks without state. Default: no. */
  readonly rowWise?: boolean;
  /** The sequences of the shape that it reads element by element. Default: none. */
  sequences?(shape: ModelShape, options: Options): readonly SequenceInput[];
  /** [B], or [B, O] for a shape with `outputs`. */
  logits(parameters: Parameters, inputs: ModelInputs, shape: ModelShape, options: Options): tf.Tensor;
}

/** Checks the types of a model literal; the identity at run time. */
export function defineModel<Options>(model: RankingModel<Options>): RankingModel<Options> {
  return model;
}
