import * as tf from "@tensorflow/tfjs";
import {
  domainsOf,
  hiddenLayers,
  hiddenSpecs,
  inputWidth,
  lastWidth,
  numberedFrom,
  towerLogits,
  towerSpecs,
  weightedSum,
} from "./domain-parts.ts";
import { defineModel } from "./model.ts";
import { splitHidden } from "./split-hidden.ts";

export interface CrossStitchOptions {
  /** Units of the layers of each domain's network below the unit; D times the base network's parameters. */
  readonly bottom: readonly number[];
  /** Units of the hidden layers of each domain's tower above the unit. */
  readonly tower: readonly number[];
}

/**
 * One cross-stitch unit between the networks `bottom/<d>/` and `tower/<d>/` of the domains: tower d reads Σ_j α_dj h_j, α
 * `stitch/alpha` [D, D]. Every bottom reads x, for rows of every domain. The paper has a unit after each pooling layer and each dense
 * one. α starts as the identity: every domain by itself.
 */
export const crossStitch = defineModel<CrossStitchOptions>({
  name: "cross-stitch",
  rowWise: true,
  source: "Misra et al. 2016, Cross-stitch Networks for Multi-task Learning, Eq. 1, domains for tasks, one unit",
  defaults: ({ hidden }) => splitHidden(hidden),
  specs: (shape, { bottom, tower }) => {
    const { domains } = shape;
    const inputs = inputWidth(shape);
    return [
      ...Array.from({ length: domains }, (_, d) => hiddenSpecs(`bottom/${d}`, inputs, bottom)).flat(),
      { name: "stitch/alpha", shape: [domains, domains], initialiser: "identity" },
      ...towerSpecs(shape, lastWidth(inputs, bottom), tower),
    ];
  },
  logits: (parameters, { x, domain, afterHidden }, _shape, { bottom, tower }) => {
    const domains = domainsOf(domain);
    const activations = Array.from({ length: domains }, (_, d) =>
      hiddenLayers(parameters, `bottom/${d}`, bottom.length, x, numberedFrom(d * bottom.length, afterHidden)),
    );
    const stitched = weightedSum(activations, tf.matMul(domain, parameters["stitch/alpha"]));
    const above = numberedFrom(domains * bottom.length, afterHidden);
    return towerLogits(parameters, tower.length, stitched, domain, above);
  },
});
