import * as tf from "@tensorflow/tfjs";
import { dnnNetwork } from "../../src/models/dnn.ts";
import type { Network } from "../../src/models/network.ts";
import { multiHeadHistory, multiHeadSpecs } from "../../src/nn/multi-head-history.ts";

/** Beside x of 12 numbers, of which the first four are the candidate's, the network reads what attention takes from the history. */
const tower = dnnNetwork({ inputSize: 16, hidden: [8] });

/** A network over the features of `openHistoryLog` that attends from the site to the last T tags. */
export function attendsToTags(length: number): Network {
  return {
    ...tower,
    inputSize: 12,
    specs: [...tower.specs, ...multiHeadSpecs("history", 4, 2)],
    sequences: [{ feature: 2, size: 4, length, candidate: 0 }],
    logits: (parameters, inputs) => {
      const candidate = tf.slice(inputs.x, [0, 0], [-1, 4]);
      const attended = multiHeadHistory(parameters, "history", 2, inputs.histories[0], candidate);
      return tower.logits(parameters, { ...inputs, x: tf.concat([inputs.x, attended], 1) });
    },
  };
}

/** A network whose logit is the first number of the site, and that of each of the last T tags, once by its own table and ten times by a frozen one. */
export function sumsTags(length: number): Network {
  const sums = (vectors: tf.Tensor): tf.Tensor => tf.sum(tf.slice(vectors, [0, 0, 0], [-1, -1, 1]), [1, 2]);
  const read = { size: 4, length, candidate: undefined };
  return {
    inputSize: 12,
    domains: 0,
    specs: [{ name: "bias", shape: [1], initialiser: "zeros" }],
    state: [],
    frozenInputSize: 4,
    sequences: [{ feature: 2, ...read }],
    frozenSequences: [{ feature: 0, ...read }],
    logits: (parameters, { x, histories, frozenHistories = [] }) => {
      const tags = tf.add(sums(histories[0].vectors), tf.mul(sums(frozenHistories[0].vectors), 10));
      const site = tf.reshape(tf.slice(x, [0, 0], [-1, 1]), [x.shape[0]]);
      return tf.add(tf.add(site, tags), parameters["bias"]);
    },
  };
}
