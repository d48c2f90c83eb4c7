import * as tf from "@tensorflow/tfjs";
import { mlp, mlpSpecs } from "../nn/mlp.ts";
import { inputWidth } from "./domain-parts.ts";
import { defineModel } from "./model.ts";

/** One network for all domains; it does not read the domain. */
export const sharedDnn = defineModel({
  name: "shared-dnn",
  rowWise: true,
  source:
    "the base network of DSFM, section 5.1: dense layers with ReLU and one logit, for the rows of every domain alike",
  defaults: ({ hidden }) => ({ hidden: [...hidden] }),
  specs: (shape, { hidden }) => mlpSpecs("dense", { inputs: inputWidth(shape), hidden, outputs: shape.outputs ?? 1 }),
  logits: (parameters, { x, afterHidden }, { outputs = 1 }, { hidden }) => {
    const last = mlp(parameters, "dense", hidden.length, x, afterHidden);
    return outputs === 1 ? tf.reshape(last, [x.shape[0]]) : last;
  },
});
