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

export interface PleOptions {
  /** How many experts all domains share. */
  readonly sharedExperts: number;
  /** How many experts each domain has to itself. */
  readonly specificExperts: number;
  /** Units of the layers of each expert. */
  readonly expert: readonly number[];
  /** Units of the hidden layers of each domain's tower. */
  readonly tower: readonly number[];
}

/**
 * Progressive layered extraction with one layer (customised gate control): the gate `gate/<d>` mixes the domain's own experts
 * `expert/specific/<d>/<k>/` and the shared ones `expert/shared/<k>/`, in this order, under `tower/<d>/`. By default (D + 2) experts of
 * half the base network's width: (D + 2) / 2 times the parameters in the first layer, (D + 2) / 4 in later ones. A row's own experts
 * and gate are picked before the mixture, which then is made once and not for every domain.
 */
export const ple = defineModel<PleOptions>({
  name: "ple",
  rowWise: true,
  source: "Tang et al. 2020, Progressive Layered Extraction, customized gate control (CGC), domains for tasks",
  defaults: ({ hidden }) => {
    const { bottom, tower } = splitHidden(hidden);
    return { sharedExperts: 2, specificExperts: 1, expert: halved(bottom), tower };
  },
  specs: (shape, { sharedExperts, specificExperts, expert, tower }) => {
    const inputs = inputWidth(shape);
    const domains = Array.from({ length: shape.domains }, (_, d) => d);
    const specific = domains.flatMap((d) => expertNames(`expert/specific/${d}`, specificExperts));
    return [
      ...[...specific, ...expertNames("expert/shared", sharedExperts)].flatMap((name) =>
        hiddenSpecs(name, inputs, expert),
      ),
      ...domains.flatMap((d) => denseSpecs(`gate/${d}`, inputs, specificExperts + sharedExperts)),
      ...towerSpecs(shape, lastWidth(inputs, expert), tower),
    ];
  },
  logits: (parameters, { x, domain, afterHidden }, _shape, { sharedExperts, specificExperts, expert, tower }) => {
    const domains = Array.from({ length: domainsOf(domain) }, (_, d) => d);
    // A row meets the specific experts of its own domain alone: those of all domains can share the random numbers of dropout.
    const run = (name: string, k: number) =>
      hiddenLayers(parameters, name, expert.length, x, numberedFrom(k * expert.length, afterHidden));
    const own = Array.from({ length: specificExperts }, (_, k) =>
      pickDomain(
        domains.map((d) => run(`expert/specific/${d}/${k}`, k)),
        domain,
      ),
    );
    const shared = expertNames("expert/shared", sharedExperts).map((name, k) => run(name, specificExperts + k));
    const gates = domains.map((d) => dense(parameters, `gate/${d}`, x));
    const mixed = mixExperts([...own, ...shared], pickDomain(gates, domain));
    const above = numberedFrom((specificExperts + sharedExperts) * expert.length, afterHidden);
    return towerLogits(parameters, tower.length, mixed, domain, above);
  },
});

function expertNames(prefix: string, experts: number): string[] {
  return Array.from({ length: experts }, (_, k) => `${prefix}/${k}`);
}
