import { crossStitch } from "../cross-stitch.ts";
import { mmoe } from "../mmoe.ts";
import type { ModelShape } from "../model.ts";
import { type Network, networkOf } from "../network.ts";
import { ple } from "../ple.ts";
import { separateDnn } from "../separate-dnn.ts";
import { sharedBottom } from "../shared-bottom.ts";
import { sharedDnn } from "../shared-dnn.ts";
import type { BaselineName, BaselineOptions } from "./baseline-options.ts";

/**
 * One tower of a baseline, a ranking model with a vector in the place of the logit. Every network, such as an expert, has the hidden layers of
 * ADI's, and a domain's own part is the last, linear layer, as ADI's forward network (ADI 5.1.4: networks of the same size).
 */
export function baselineNetwork(name: BaselineName, shape: ModelShape, options: BaselineOptions): Network {
  const { hidden, experts, sharedExperts } = options;
  switch (name) {
    case "dnn":
      return networkOf(sharedDnn, shape, { hidden: [...hidden] });
    case "dnn-single":
      return networkOf(separateDnn, shape, { hidden });
    case "shared-bottom":
      return networkOf(sharedBottom, shape, { bottom: hidden, tower: [] });
    case "cross-stitch":
      return networkOf(crossStitch, shape, { bottom: hidden, tower: [] });
    case "mmoe":
      return networkOf(mmoe, shape, { experts, expert: hidden, tower: [] });
    case "ple":
      return networkOf(ple, shape, { sharedExperts, specificExperts: 1, expert: hidden, tower: [] });
  }
}
