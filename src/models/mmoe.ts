import { dense, denseSpecs } from "../nn/dense.ts";
import {
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
} from "./domain-parts.ts";
import { defineModel } from "./model.ts";
import { splitHidden } from "./split-hidden.ts";

export interface MmoeOptions {
  /** How many experts all domains share. */
  readonly experts: number;
  /** Units of the layers of each expert. */
  readonly expert: readonly number[];
  /** Units of the hidden layers of each domain's tower. */
  readonly tower: readonly number[];
}

/**
 * Multi-gate mixture of experts: `expert/<k>/` shared by all domains, mixed by the domain's own softmax gate `gate/<d>` of x, under
 * its tower `tower/<d>/`. By default four experts of half the base network's width: twice the parameters in the first layer, as many
 * in later ones. A row's gate is picked before the mixture, which then is made once and not for every domain.
 */
export const mmoe = defineModel<MmoeOptions>({
  name: "mmoe",
  rowWise: true,
  source: "Ma et al. 2018, Modeling Task Relationships with Multi-gate Mixture-of-Experts, domains for tasks",
  defaults: ({ hidden }) => {
    const { bottom, tower } = splitHidden(hidden);
    return { experts: 4, expert: halved(bottom), tower };
  },
  specs: (shape, { experts, expert, tower }) => {
    const inputs = inputWidth(shape);
    return [
      ...Array.from({ length: experts }, (_, k) => hiddenSpecs(`expert/${k}`, inputs, expert)).flat(),
      ...Array.from({ length: shape.domains }, (_, d) => denseSpecs(`gate/${d}`, inputs, experts)).flat(),
      ...towerSpecs(shape, lastWidth(inputs, expert), tower),
    ];
  },
  logits: (parameters, { x, domain, afterHidden }, _shape, { experts, expert, tower }) => {
    const outputs = Array.from({ length: experts }, (_, k) =>
      hiddenLayers(parameters, `expert/${k}`, expert.length, x, numberedFrom(k * expert.length, afterHidden)),
    );
    const gates = Array.from({ length: domainsOf(domain) }, (_, d) => dense(parameters, `gate/${d}`, x));
    const mixed = mixExperts(outputs, pickDomain(gates, domain));
    return towerLogits(parameters, tower.length, mixed, domain, numberedFrom(experts * expert.length, afterHidden));
  },
});
