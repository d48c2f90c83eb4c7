import * as tf from "@tensorflow/tfjs";
import { type Parameters, dense, denseSpecs } from "../nn/dense.ts";
import type { ParameterSpec } from "../nn/parameter.ts";
import {
  domainEmbedding,
  domainEmbeddingSpecs,
  domainsOf,
  halved,
  hiddenLayers,
  hiddenSpecs,
  inputWidth,
  lastWidth,
  mixExperts,
  numberedFrom,
  pickDomain,
  towerLogits,
  towerSpecs,
  weightedSum,
} from "./domain-parts.ts";
import { type ModelInputs, defineModel } from "./model.ts";
import { splitHidden } from "./split-hidden.ts";

export interface HinetOptions {
  /** dd, the size of the domain embedding. */
  readonly domainEmbeddingSize: number;
  /** How many sub-experts the extractor that all domains share has, and each domain's own; 2 or more, with one the gate has no effect. */
  readonly sharedExperts: number;
  readonly specificExperts: number;
  /** Units of the layers of each sub-expert. */
  readonly expert: readonly number[];
  /** Units of the hidden layers of each domain's tower. */
  readonly tower: readonly number[];
}

/** What is added to the score of a row's own domain: exp(-1e9) is 0 in float32. */
const maskedScore = -1e9;

/**
 * Hierarchical information extraction with one layer: a mixture `shared/`, a mixture `specific/<d>/` for every domain, and the
 * scenario-aware attentive network, which weighs the mixtures of the other domains by a softmax `attentive` of the domain embedding;
 * `tower/<d>/` reads [shared | own | others]. Mixtures of sub-experts are plain softmax gates of x, where the paper's sub-experts are
 * more detailed, and the towers belong to domains, where the paper has tasks as well. By default two sub-experts of half the base network's width
 * in each of D + 1 mixtures: D + 1 times the parameters in the first layer, (D + 1) / 2 in later ones.
 */
export const hinet = defineModel<HinetOptions>({
  name: "hinet",
  rowWise: true,
  source:
    "Zhou et al. 2023, HiNet: Novel Multi-Scenario & Multi-Task Learning, hierarchical information extraction, one layer",
  defaults: ({ hidden }) => {
    const { bottom, tower } = splitHidden(hidden);
    return { domainEmbeddingSize: 8, sharedExperts: 2, specificExperts: 2, expert: halved(bottom), tower };
  },
  specs: (shape, { domainEmbeddingSize, sharedExperts, specificExperts, expert, tower }) => {
    const inputs = inputWidth(shape);
    const specific = Array.from({ length: shape.domains }, (_, d) =>
      mixtureSpecs(`specific/${d}`, specificExperts, inputs, expert),
    );
    return [
      ...domainEmbeddingSpecs(shape, domainEmbeddingSize),
      ...mixtureSpecs("shared", sharedExperts, inputs, expert),
      ...specific.flat(),
      ...denseSpecs("attentive", domainEmbeddingSize, shape.domains),
      ...towerSpecs(shape, 3 * lastWidth(inputs, expert), tower),
    ];
  },
  logits: (parameters, { x, domain, afterHidden }, _shape, { sharedExperts, specificExperts, expert, tower }) => {
    const domains = domainsOf(domain);
    const run = (prefix: string, experts: number, before: number): tf.Tensor =>
      mixture(parameters, prefix, experts, expert.length, x, numberedFrom(before * expert.length, afterHidden));
    const shared = run("shared", sharedExperts, 0);
    const specific = Array.from({ length: domains }, (_, d) =>
      run(`specific/${d}`, specificExperts, sharedExperts + d * specificExperts),
    );
    const others = weightedSum(specific, attentiveWeights(parameters, domain));
    const layers = (sharedExperts + domains * specificExperts) * expert.length;
    const joined = tf.concat([shared, pickDomain(specific, domain), others], 1);
    return towerLogits(parameters, tower.length, joined, domain, numberedFrom(layers, afterHidden));
  },
});

/** Softmax over the domains other than the row's: [B, D], 0 at the row's own, also when there is no other. */
function attentiveWeights(parameters: Parameters, domain: tf.Tensor): tf.Tensor {
  const scores = dense(parameters, "attentive", domainEmbedding(parameters, domain));
  return tf.mul(tf.softmax(tf.add(scores, tf.mul(domain, maskedScore))), tf.sub(1, domain));
}

function mixtureSpecs(prefix: string, experts: number, inputs: number, expert: readonly number[]): ParameterSpec[] {
  const networks = Array.from({ length: experts }, (_, k) => hiddenSpecs(`${prefix}/expert/${k}`, inputs, expert));
  return [...networks.flat(), ...denseSpecs(`${prefix}/gate`, inputs, experts)];
}

/** Σ_k softmax(x · gate)_k expert_k(x): [B, H]. */
function mixture(
  parameters: Parameters,
  prefix: string,
  experts: number,
  layers: number,
  x: tf.Tensor,
  afterHidden: ModelInputs["afterHidden"],
): tf.Tensor {
  const outputs = Array.from({ length: experts }, (_, k) =>
    hiddenLayers(parameters, `${prefix}/expert/${k}`, layers, x, numberedFrom(k * layers, afterHidden)),
  );
  return mixExperts(outputs, dense(parameters, `${prefix}/gate`, x));
}
