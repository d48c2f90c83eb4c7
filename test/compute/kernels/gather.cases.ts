import * as tf from "@tensorflow/tfjs";
import { floats, integers, normals } from "../../support/fed.ts";
import type { Fed } from "../../support/run-both.ts";
import type { KernelCase } from "./case.ts";

const table = normals([5, 3]);
const ids: Fed = { shape: [6], dtype: "int32", data: Int32Array.of(4, 0, 4, 4, 2, 0) };

export const gatherCases = {
  GatherV2: [
    {
      about: "of rows, some twice",
      inputs: [table],
      apply: (t) => tf.gather(t, tf.tensor1d([4, 0, 4, 4, 2, 0], "int32")),
    },
    {
      about: "by a matrix of indices",
      inputs: [table],
      apply: (t) =>
        tf.gather(
          t,
          tf.tensor2d(
            [
              [1, 2],
              [3, 1],
            ],
            [2, 2],
            "int32",
          ),
        ),
    },
    { about: "of columns", inputs: [table], apply: (t) => tf.gather(t, tf.tensor1d([2, 2, 0], "int32"), 1) },
    {
      about: "by fed indices",
      inputs: [table, ids],
      apply: (t, i) => tf.gather(t, tf.cast(i, "int32")),
      gradient: false,
    },
  ],
  OneHot: [{ inputs: [integers([2, 3], 4)], apply: (i) => tf.oneHot(tf.cast(i, "int32"), 4, 2, -1), gradient: false }],
  // tf.js has no gradient of it.
  ScatterNd: [
    {
      about: "of elements, some twice",
      inputs: [floats([3], [1, 2, 4])],
      apply: (u) => tf.scatterND(tf.tensor2d([[1], [3], [1]], [3, 1], "int32"), u, [5]),
      gradient: false,
    },
    {
      about: "of rows",
      inputs: [normals([2, 3])],
      apply: (u) =>
        tf.scatterND(
          tf.tensor2d(
            [
              [0, 1],
              [1, 1],
            ],
            [2, 2],
            "int32",
          ),
          u,
          [2, 2, 3],
        ),
      gradient: false,
    },
  ],
  UnsortedSegmentSum: [
    {
      about: "of rows",
      inputs: [normals([6, 3])],
      apply: (t) => tf.unsortedSegmentSum(t, tf.tensor1d([4, 0, 4, 4, 2, 0], "int32"), 5),
    },
    {
      about: "of elements",
      inputs: [normals([6])],
      apply: (t) => tf.unsortedSegmentSum(t, tf.tensor1d([1, 0, 1, 1, 2, 0], "int32"), 3),
    },
  ],
} satisfies Record<string, KernelCase[]>;
