import * as tf from "@tensorflow/tfjs";
import { type Parameters, dense, denseSpecs } from "../nn/dense.ts";
import type { ParameterSpec } from "../nn/parameter.ts";
import { domainEmbedding, domainEmbeddingSpecs } from "./domain-parts.ts";
import { hiddenSizes, outputLogits, outputSpecs } from "./gated-parts.ts";
import { defineModel } from "./model.ts";

export interface ApgOptions {
  /** Units of the hidden layers. */
  readonly hidden: readonly number[];
  readonly domainEmbeddingSize: number;
  /** r, rows and columns of the generated matrix S. */
  readonly rank: number;
}

/**
 * APG (Yan et al., NeurIPS 2022, arXiv 2203.16218): the weights of each hidden layer are generated per row, as U S V of low rank with
 * U and V shared and S [r, r] from the condition, here the embedding e of the row's domain: S = reshape(e W + b), h ← ReLU(h U S V +
 * bias). It differs in that the generator is one dense layer, that U and V are not over-parametrised, and that the output layer has
 * plain weights.
 */
export const apg = defineModel<ApgOptions>({
  name: "apg",
  rowWise: true,
  source: "APG (Yan et al., NeurIPS 2022, arXiv 2203.16218), low-rank weights with shared U and V",
  defaults: ({ hidden }) => ({ hidden: [...hidden], domainEmbeddingSize: 8, rank: 8 }),
  specs: (shape, { hidden, domainEmbeddingSize, rank }) => [
    ...domainEmbeddingSpecs(shape, domainEmbeddingSize),
    ...hiddenSizes(shape, hidden).flatMap(({ inputs, units }, l): ParameterSpec[] => [
      { name: `apg/${l}/U`, shape: [inputs, rank], initialiser: "glorot-uniform" },
      { name: `apg/${l}/V`, shape: [rank, units], initialiser: "he-normal" },
      ...denseSpecs(`apg/${l}/generator`, domainEmbeddingSize, rank * rank),
      { name: `apg/${l}/bias`, shape: [units], initialiser: "zeros" },
    ]),
    ...outputSpecs(shape, hidden),
  ],
  logits: (parameters, { x, domain, afterHidden }, _shape, { hidden, rank }) => {
    const e = domainEmbedding(parameters, domain);
    const last = hidden.reduce(
      (h, _, l) => afterHidden(tf.relu(generatedLayer(parameters, `apg/${l}`, h, e, rank)), l),
      x,
    );
    return outputLogits(parameters, last);
  },
});

/** ((h U) S) V + bias, from the left: no row's weights [inputs, units] are ever made. */
function generatedLayer(parameters: Parameters, name: string, h: tf.Tensor, e: tf.Tensor, rank: number): tf.Tensor {
  const generated = tf.reshape(dense(parameters, `${name}/generator`, e), [-1, rank, rank]);
  const low = tf.matMul(h, parameters[`${name}/U`]);
  const mixed = tf.squeeze(tf.matMul(tf.expandDims(low, 1), generated), [1]);
  return tf.add(tf.matMul(mixed, parameters[`${name}/V`]), parameters[`${name}/bias`]);
}
