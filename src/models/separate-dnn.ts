import { defineModel } from "./model.ts";
import { inputWidth, towerLogits, towerSpecs } from "./domain-parts.ts";

export interface SeparateDnnOptions {
  /** Units of each domain's hidden layers; D times the parameters of the base network. */
  readonly hidden: readonly number[];
}

/** A network of its own for every domain, over embeddings that all share: `tower/<d>/`. */
export const separateDnn = defineModel<SeparateDnnOptions>({
  name: "separate-dnn",
  rowWise: true,
  source: "the base network of DSFM, section 5.1, once for each domain",
  defaults: ({ hidden }) => ({ hidden }),
  specs: (shape, { hidden }) => towerSpecs(shape, inputWidth(shape), hidden),
  logits: (parameters, { x, domain, afterHidden }, _shape, { hidden }) =>
    towerLogits(parameters, hidden.length, x, domain, afterHidden),
});
