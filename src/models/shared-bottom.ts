import {
  hiddenLayers,
  hiddenSpecs,
  inputWidth,
  lastWidth,
  numberedFrom,
  towerLogits,
  towerSpecs,
} from "./domain-parts.ts";
import { defineModel } from "./model.ts";
import { splitHidden } from "./split-hidden.ts";

export interface SharedBottomOptions {
  /** Units of the layers that all domains share. */
  readonly bottom: readonly number[];
  /** Units of the hidden layers of each domain's tower. */
  readonly tower: readonly number[];
}

/**
 * Hard parameter sharing: one network `bottom/` below, a tower `tower/<d>/` for each domain above. The default has the base network's
 * parameters, and D - 1 more copies of its last hidden layer and of its output.
 */
export const sharedBottom = defineModel<SharedBottomOptions>({
  name: "shared-bottom",
  rowWise: true,
  source:
    "Caruana 1997, Multitask Learning, with domains for tasks; the shared-bottom model of the MMoE paper (Ma et al. 2018)",
  defaults: ({ hidden }) => splitHidden(hidden),
  specs: (shape, { bottom, tower }) => [
    ...hiddenSpecs("bottom", inputWidth(shape), bottom),
    ...towerSpecs(shape, lastWidth(inputWidth(shape), bottom), tower),
  ],
  logits: (parameters, { x, domain, afterHidden }, _shape, { bottom, tower }) => {
    const shared = hiddenLayers(parameters, "bottom", bottom.length, x, afterHidden);
    return towerLogits(parameters, tower.length, shared, domain, numberedFrom(bottom.length, afterHidden));
  },
});
