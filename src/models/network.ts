import type * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../nn/dense.ts";
import type { ParameterSpec } from "../nn/parameter.ts";
import type { ModelInputs, ModelShape, RankingModel, SequenceInput } from "./model.ts";

/** A network over pooled embeddings as training sees it: its trainable tensors and its state, and the logits they give. */
export interface Network {
  /** K, the sum of the embedding sizes. */
  readonly inputSize: number;
  /** D when it reads the domain of a row, else 0. */
  readonly domains: number;
  readonly specs: readonly ParameterSpec[];
  /**
   * Whether, in training, the logit of a row depends on that row alone, not on `weight` either, and nothing is added to the loss: then the gradients of a batch are the sums of
   * those of its parts. Default: no.
   */
  readonly rowWise?: boolean;
  /** Tensors that are not trained, such as running statistics; a training step gives their next values to `updateState`. */
  readonly state: readonly ParameterSpec[];
  /** Tensors that are read and never change, such as those of a model trained before; the trainer is given their values. Default: none. */
  readonly frozen?: readonly ParameterSpec[];
  /** K', the sum of the sizes of the embeddings that it reads by tables of a model trained before, see `ModelInputs.frozenX`. Default: 0. */
  readonly frozenInputSize?: number;
  /** What it reads element by element, see `ModelInputs.histories`. Default: nothing. */
  readonly sequences?: readonly SequenceInput[];
  /** The same by tables of a model trained before; positions are those among the frozen tables. Default: nothing. */
  readonly frozenSequences?: readonly SequenceInput[];
  /** [B]. @param parameters the tensors of `specs`, `state` and `frozen` by name */
  logits(parameters: Parameters, inputs: ModelInputs): tf.Tensor;
}

/** A model of the table as a network of one shape. */
export function networkOf<Options>(model: RankingModel<Options>, shape: ModelShape, options: Options): Network {
  const state = model.state?.(shape, options) ?? [];
  return {
    inputSize: shape.sizes.reduce((sum, size) => sum + size, 0),
    domains: shape.domains,
    specs: model.specs(shape, options),
    state,
    rowWise: model.rowWise === true && state.length === 0,
    sequences: model.sequences?.(shape, options) ?? [],
    logits: (parameters, inputs) => model.logits(parameters, inputs, shape, options),
  };
}

/** Every tensor that the network reads beside its inputs: parameters, then state, then what is frozen. */
export function tensorSpecs({ specs, state, frozen = [] }: Network): ParameterSpec[] {
  return [...specs, ...state, ...frozen];
}

/** The name of the vectors of the network's sequence i, as an input of its programs. */
export function historyName(i: number): string {
  return `history/${i}`;
}
