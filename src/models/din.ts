import * as tf from "@tensorflow/tfjs";
import { activationUnit, activationUnitSpecs } from "../nn/activation-unit.ts";
import type { Parameters } from "../nn/dense.ts";
import type { History } from "../nn/history-attention.ts";
import { weighHistory } from "../nn/history-scores.ts";
import { mlp, mlpSpecs } from "../nn/mlp.ts";
import { inputWidth } from "./domain-parts.ts";
import { defineModel, type ModelShape, type SequenceInput } from "./model.ts";

export interface DinOptions {
  /** Units of the hidden layers above the attention. */
  readonly hidden: readonly number[];
  /** Units of the hidden layers of each activation unit. */
  readonly unit: readonly number[];
}

/**
 * Deep interest network: a sequence that shares its vocabulary with a scalar feature, the candidate, is pooled by what its elements have to do with
 * the candidate, Σ_t a(h_t, candidate) h_t, with an activation unit `attention/<feature>` whose weights are not normalised; dense layers (`dense/<l>`)
 * read it in the place of the sequence's mean. Sequences without a candidate stay means. It does not read the domain. Layers above have ReLU, where the
 * paper has PReLU or Dice.
 */
export const din = defineModel<DinOptions>({
  name: "din",
  rowWise: true,
  source: "DIN (Zhou et al., KDD 2018, arXiv 1706.06978): local activation unit, Eq. 3 and Fig. 2",
  defaults: ({ hidden }) => ({ hidden: [...hidden], unit: [36] }),
  sequences: attended,
  specs: (shape, { hidden, unit }) => [
    ...attended(shape).flatMap(({ feature, size }) => activationUnitSpecs(unitName(feature), size, unit)),
    ...mlpSpecs("dense", { inputs: inputWidth(shape), hidden, outputs: 1 }),
  ],
  logits: (parameters, { x, histories, afterHidden }, shape, { hidden, unit }) => {
    const interests = attended(shape).map((sequence, i) => ({
      feature: sequence.feature,
      pooled: interest(parameters, sequence, { x, shape, history: histories[i], layers: unit.length }),
    }));
    const parts = shape.sizes.map(
      (_, f) => interests.find(({ feature }) => feature === f)?.pooled ?? featureOf(x, shape, f),
    );
    const read = interests.length === 0 ? x : tf.concat(parts, 1);
    return tf.reshape(mlp(parameters, "dense", hidden.length, read, afterHidden), [x.shape[0]]);
  },
});

/** The sequences with a candidate. */
function attended({ sequences = [] }: ModelShape): SequenceInput[] {
  return sequences.filter(({ candidate }) => candidate !== undefined);
}

function unitName(feature: number): string {
  return `attention/${feature}`;
}

interface Attended {
  readonly x: tf.Tensor;
  readonly shape: ModelShape;
  readonly history: History;
  /** Hidden layers of the activation unit. */
  readonly layers: number;
}

/** [B, E] */
function interest(
  parameters: Parameters,
  { feature, candidate = 0 }: SequenceInput,
  { x, shape, history, layers }: Attended,
): tf.Tensor {
  const query = featureOf(x, shape, candidate);
  return weighHistory(history, activationUnit(parameters, unitName(feature), layers, history.vectors, query));
}

/** The pooled embedding of feature f: [B, E]. */
function featureOf(x: tf.Tensor, { sizes }: ModelShape, f: number): tf.Tensor {
  const from = sizes.slice(0, f).reduce((sum, size) => sum + size, 0);
  return tf.slice(x, [0, from], [-1, sizes[f]]);
}
