import * as tf from "@tensorflow/tfjs";
import { floats, normals, uniforms } from "../../support/fed.ts";
import type { KernelCase } from "./case.ts";

const logits = normals([3, 5], 1, 3);
const large = floats([2, 3], [1000, 999, 0, -1000, -1001, -1000]);
const [mean, variance, offset, scale] = [normals([4], 2), uniforms([4], 0.5, 2), normals([4], 3), normals([4], 4)];

export const normaliseCases = {
  FusedBatchNorm: [
    {
      inputs: [normals([6, 4]), mean, variance, offset, scale],
      apply: (...t) => tf.batchNorm(t[0], t[1], t[2], t[3], t[4], 1e-3),
    },
    {
      about: "without offset and scale",
      inputs: [normals([6, 4])],
      apply: (x) => tf.batchNorm(x, tf.tensor1d([1, 2, 3, 4]), tf.tensor1d([1, 2, 3, 4])),
      // tf.js saves the absent scale for the gradient, and fails.
      gradient: false,
    },
  ],
  Softmax: [
    {
      about: "as the logarithm, of large logits",
      inputs: [large],
      apply: (x) => tf.softmax(tf.add(x, tf.logSoftmax(x))),
    },
    { inputs: [logits], apply: (x) => tf.softmax(x) },
    { about: "of large logits", inputs: [large], apply: (x) => tf.softmax(x) },
  ],
} satisfies Record<string, KernelCase[]>;
