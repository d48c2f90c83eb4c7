import { ctnetDefaults, ctnetNetwork } from "../../models/ctnet.ts";
import { dnnNetwork } from "../../models/dnn.ts";
import { DomainlensError } from "../../util/errors.ts";
import { filledOptions } from "../filled-options.ts";
import { commonFeatures, type MethodInput, type Planned, targetFeatures } from "./method-input.ts";
import type { Phase } from "./phase.ts";

/**
 * CTNet: the base network on the rows of the sources, then, it being frozen, a target network with adapters on those of the target. It takes entities for domains
 * of one schema, so that the source's network has the features alone that no entity has for itself (MKT 4.1.3).
 */
export function ctnetMethod(input: MethodInput): Planned {
  const { encode, base, target, sources, given } = input;
  const common = commonFeatures(input);
  const features = targetFeatures(input);
  if (common.length === 0) {
    throw new DomainlensError("config", {
      what: "ctnet has nothing to transfer: every feature is specific to an entity",
      remedy: "leave ctnet out of transfer.models, or give the log features of users or of all entities",
    });
  }
  const options = filledOptions(ctnetDefaults(base), given);
  const widthOf = (of: readonly number[]): number => of.reduce((sum, f) => sum + encode.features[f].embedding, 0);
  const source = { inputSize: widthOf(common), hidden: base.hidden };
  const start: Phase = {
    key: "ctnet-source",
    title: "the source's network, trained on the rows of the source with the features that no entity has alone",
    network: dnnNetwork(source),
    features: common,
    train: sources,
    choose: sources,
  };
  const phase: Phase = {
    key: "ctnet",
    title: "the target's network with adapters, trained on the rows of the target, the source's frozen",
    network: ctnetNetwork(widthOf(features), source, options),
    features,
    train: [target],
    choose: [target],
    frozen: { phase: start, features: common, prefix: "source/" },
  };
  return { phase, options: { ...options } };
}
