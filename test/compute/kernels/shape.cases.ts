import * as tf from "@tensorflow/tfjs";
import { bools, floats, normals } from "../../support/fed.ts";
import type { KernelCase } from "./case.ts";

const x = normals([3, 4]);
const cube = normals([2, 3, 4]);

export const shapeCases = {
  Cast: [
    {
      about: "truncates float32 to int32",
      inputs: [floats([4], [-1.7, -0.2, 0.9, 2.5])],
      apply: (t) => tf.cast(t, "int32"),
      gradient: false,
    },
    {
      about: "of truth values to float32",
      inputs: [bools([2], [1, 0])],
      apply: (t) => tf.cast(t, "float32"),
      gradient: false,
    },
    {
      about: "of float32 to truth values",
      inputs: [floats([3], [0, 0.4, -2])],
      apply: (t) => tf.cast(t, "bool"),
      gradient: false,
    },
  ],
  ExpandDims: [
    { about: "at the end", inputs: [x], apply: (t) => tf.expandDims(t, -1) },
    { about: "in the middle", inputs: [x], apply: (t) => tf.mul(tf.expandDims(t, 1), tf.expandDims(t, 0)) },
  ],
  Identity: [{ inputs: [x], apply: (t) => tf.clone(t) }],
  Reshape: [
    { inputs: [x], apply: (t) => tf.reshape(t, [2, -1]) },
    { about: "of a reshape", inputs: [cube], apply: (t) => tf.reshape(tf.reshape(t, [6, 4]), [3, 8]) },
    {
      about: "of a broadcast tensor",
      inputs: [normals([1, 4])],
      apply: (t) => tf.reshape(tf.broadcastTo(t, [3, 4]), [12]),
    },
  ],
  Tile: [
    { inputs: [x], apply: (t) => tf.tile(t, [2, 3]) },
    { about: "as a broadcast", inputs: [normals([1, 4])], apply: (t) => tf.mul(tf.broadcastTo(t, [3, 4]), 2) },
  ],
  Transpose: [
    { inputs: [x], apply: (t) => tf.transpose(t) },
    { about: "of three axes", inputs: [cube], apply: (t) => tf.transpose(t, [1, 2, 0]) },
  ],
  Concat: [
    { inputs: [x, normals([3, 2], 2)], apply: (a, b) => tf.concat([a, b], 1) },
    { about: "by a negative axis", inputs: [cube, cube], apply: (a, b) => tf.concat([a, tf.mul(b, 2)], -2) },
  ],
  Pack: [{ inputs: [x, normals([3, 4], 2)], apply: (a, b) => tf.stack([a, b], 1) }],
  Unpack: [{ inputs: [cube], apply: (t) => tf.add(tf.unstack(t, 1)[0], tf.unstack(t, 1)[2]) }],
  SplitV: [
    { about: "in equal parts", inputs: [x], apply: (t) => tf.mul(...pair(tf.split(t, 2, 1))) },
    { about: "in parts of given sizes", inputs: [x], apply: (t) => tf.concat(tf.split(t, [3, 1], 1).reverse(), 1) },
  ],
  Slice: [
    { inputs: [cube], apply: (t) => tf.slice(t, [0, 1, 1], [2, -1, 2]) },
    { about: "of the whole", inputs: [x], apply: (t) => tf.slice(t, [0, 0], [3, 4]) },
    { about: "of equal elements", inputs: [x], apply: (t) => tf.mul(t, tf.slice(tf.ones([9, 9]), [1, 1], [3, 4])) },
  ],
  // tf.js has no gradient of it.
  StridedSlice: [
    {
      about: "forwards",
      inputs: [cube],
      apply: (t) => tf.stridedSlice(t, [0, 0, 1], [2, 3, 4], [1, 2, 2]),
      gradient: false,
    },
    {
      about: "backwards to the front",
      inputs: [x],
      apply: (t) => tf.stridedSlice(t, [2, 3], [0, 0], [-1, -2], 0, 3),
      gradient: false,
    },
    {
      about: "dropping an axis",
      inputs: [x],
      apply: (t) => tf.stridedSlice(t, [1, 0], [2, 4], [1, 1], 0, 0, 0, 0, 1),
      gradient: false,
    },
  ],
  Reverse: [{ inputs: [cube], apply: (t) => tf.reverse(t, [0, 2]) }],
  PadV2: [
    {
      inputs: [x],
      apply: (t) =>
        tf.pad(
          t,
          [
            [1, 0],
            [0, 2],
          ],
          0.5,
        ),
    },
    {
      about: "by nothing",
      inputs: [x],
      apply: (t) =>
        tf.pad(t, [
          [0, 0],
          [0, 0],
        ]),
    },
  ],
} satisfies Record<string, KernelCase[]>;

function pair([a, b]: tf.Tensor[]): [tf.Tensor, tf.Tensor] {
  return [a, b];
}
