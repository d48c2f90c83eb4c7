import * as tf from "@tensorflow/tfjs";
import { dnnNetwork } from "../../src/models/dnn.ts";
import type { Network } from "../../src/models/network.ts";

/** How many numbers a row of `readsFrozen` has by the tables of another model. */
export const frozenInputSize = 7;

const own = dnnNetwork({ inputSize: 11, hidden: [8] });

/** A network that adds to its own logit that of a trained part it does not train: frozenX times a frozen kernel. */
export const readsFrozen: Network = {
  ...own,
  frozen: [{ name: "source/kernel", shape: [frozenInputSize, 1], initialiser: "zeros" }],
  frozenInputSize,
  logits: (parameters, inputs) => {
    const { frozenX } = inputs;
    if (frozenX === undefined) throw new Error("no frozen embeddings");
    const source = tf.matMul(frozenX, parameters["source/kernel"]);
    return tf.add(own.logits(parameters, inputs), tf.reshape(source, [frozenX.shape[0]]));
  },
};
