import type * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../nn/dense.ts";
import type { ParameterSpec } from "../nn/parameter.ts";
import type { ModelInputs, ModelShape, RankingModel } from "./model.ts";

/** A network over pooled embeddings as training sees it: its trainable tensors, and the logits they give. */
export interface Network {
  /** K, the sum of the embedding sizes. */
  readonly inputSize: number;
  /** D when it reads the domain of a row, else 0. */
  readonly domains: number;
  readonly specs: readonly ParameterSpec[];
  /** [B] */
  logits(parameters: Parameters, inputs: ModelInputs): tf.Tensor;
}

/** A model of the table as a network of one shape. */
export function networkOf<Options>(model: RankingModel<Options>, shape: ModelShape, options: Options): Network {
  return {
    inputSize: shape.sizes.reduce((sum, size) => sum + size, 0),
    domains: shape.domains,
    specs: model.specs(shape, options),
    logits: (parameters, inputs) => model.logits(parameters, inputs, shape, options),
  };
}
