import * as tf from "@tensorflow/tfjs";
import { mlp, mlpSpecs } from "../nn/mlp.ts";
import { defineModel } from "./model.ts";

/** One network for all domains; it does not read the domain. */
export const sharedDnn = defineModel({
  name: "shared-dnn",
  source:
    "the base network of DSFM, section 5.1: dense layers with ReLU and one logit, for the rows of every domain alike",
  defaults: ({ hidden }) => ({ hidden: [...hidden] }),
  specs: ({ sizes }, { hidden }) =>
    mlpSpecs("dense", { inputs: sizes.reduce((sum, size) => sum + size, 0), hidden, outputs: 1 }),
  logits: (parameters, { x, afterHidden }, _shape, { hidden }) =>
    tf.reshape(mlp(parameters, "dense", hidden.length, x, afterHidden), [x.shape[0]]),
});
