import * as tf from "@tensorflow/tfjs";
import { dense, denseSpecs } from "../nn/dense.ts";
import { sigmoidGate } from "../nn/gates.ts";
import { domainEmbedding, domainEmbeddingSpecs } from "./domain-parts.ts";
import { hiddenSizes, outputLogits, outputSpecs } from "./gated-parts.ts";
import { defineModel } from "./model.ts";

export interface AdaSparseOptions {
  /** Units of the hidden layers. */
  readonly hidden: readonly number[];
  readonly domainEmbeddingSize: number;
  /** β, what a neuron is scaled by at most; 2 leaves a neuron as it is at logit 0. */
  readonly beta: number;
}

/**
 * AdaSparse (Yang et al., CIKM 2022, arXiv 2206.13108): one network for all domains whose neurons a pruner weights by domain. Layer
 * l: h ← ReLU(h W + b), h ← π · h with π = β σ([e | h] W_p + b_p), e the embedding of the row's domain. This is the paper's Scaling
 * form of the weighting factors, the one form without a threshold. It differs in that the inputs are not weighted, only the neurons,
 * and that there is no regulariser of the share pruned.
 */
export const adasparse = defineModel<AdaSparseOptions>({
  name: "adasparse",
  rowWise: true,
  source: "AdaSparse (Yang et al., CIKM 2022, arXiv 2206.13108), scaling form of the weighting factors",
  defaults: ({ hidden }) => ({ hidden: [...hidden], domainEmbeddingSize: 8, beta: 2 }),
  specs: (shape, { hidden, domainEmbeddingSize }) => [
    ...domainEmbeddingSpecs(shape, domainEmbeddingSize),
    ...hiddenSizes(shape, hidden).flatMap(({ inputs, units }, l) => [
      ...denseSpecs(`dense/${l}`, inputs, units, "he-normal"),
      ...denseSpecs(`pruner/${l}`, domainEmbeddingSize + units, units),
    ]),
    ...outputSpecs(shape, hidden),
  ],
  logits: (parameters, { x, domain, afterHidden }, _shape, { hidden, beta }) => {
    const e = domainEmbedding(parameters, domain);
    const last = hidden.reduce((h, _, l) => {
      const neurons = afterHidden(tf.relu(dense(parameters, `dense/${l}`, h)), l);
      return sigmoidGate(neurons, dense(parameters, `pruner/${l}`, tf.concat([e, neurons], 1)), beta);
    }, x);
    return outputLogits(parameters, last);
  },
});
