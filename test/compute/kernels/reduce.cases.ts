import * as tf from "@tensorflow/tfjs";
import { bools, floats, normals } from "../../support/fed.ts";
import type { KernelCase } from "./case.ts";

type Reduce = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

const x = normals([3, 4, 5]);

/** All axes, one, the last by a negative number, several, and kept. */
const reduction = (reduce: Reduce, gradient = true): KernelCase[] => [
  { about: "over all axes", inputs: [x], apply: (t) => reduce(t), gradient },
  { about: "over the first axis", inputs: [x], apply: (t) => reduce(t, 0), gradient },
  { about: "over the last axis", inputs: [x], apply: (t) => reduce(t, -1), gradient },
  { about: "over two axes, kept", inputs: [x], apply: (t) => reduce(t, [0, 2], true), gradient },
];

const truths = bools([2, 3], [1, 0, 1, 1, 1, 1]);

export const reduceCases = {
  All: [{ inputs: [truths], apply: (t) => tf.all(t, 1), gradient: false }],
  Any: [{ inputs: [truths], apply: (t) => tf.any(tf.logicalNot(t), 1), gradient: false }],
  ArgMax: [
    {
      about: "takes the first of equals",
      inputs: [floats([2, 3], [1, 3, 3, 5, 2, 5])],
      apply: (t) => tf.argMax(t, 1),
      gradient: false,
    },
  ],
  ArgMin: [
    {
      about: "takes the first of equals",
      inputs: [floats([2, 3], [1, 1, 3, 5, 2, 2])],
      apply: (t) => tf.argMin(t, 1),
      gradient: false,
    },
  ],
  Cumsum: [
    { inputs: [x], apply: (t) => tf.cumsum(t, 1) },
    { about: "exclusive and reversed", inputs: [x], apply: (t) => tf.cumsum(t, 2, true, true) },
  ],
  Max: reduction(tf.max),
  Mean: reduction(tf.mean),
  Min: reduction(tf.min),
  // Its gradient in tf.js needs a running product, which ONNX does not have.
  Prod: reduction(tf.prod, false),
  Sum: [
    ...reduction(tf.sum),
    { about: "of truth values", inputs: [truths], apply: (t) => tf.sum(t), gradient: false },
    { about: "of equal elements", inputs: [x], apply: (t) => tf.mul(t, tf.sum(tf.fill([3, 4], 0.5))) },
  ],
  TopK: [
    { inputs: [x], apply: (t) => tf.topk(t, 2).values, gradient: false },
    {
      about: "takes the first of equals",
      inputs: [floats([2, 4], [1, 3, 3, 2, 5, 5, 2, 5])],
      apply: (t) => tf.topk(t, 3).indices,
      gradient: false,
    },
  ],
} satisfies Record<string, KernelCase[]>;
