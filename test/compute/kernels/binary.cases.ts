import * as tf from "@tensorflow/tfjs";
import { bools, floats, integers, normals, uniforms } from "../../support/fed.ts";
import type { KernelCase } from "./case.ts";

type Apply = KernelCase["apply"];

const a = normals([4, 5], 1);
const b = normals([4, 5], 2);
const column = normals([4, 1], 3);
const row = normals([5], 4);

/** Equal shapes, a column against a row, and a constant on either side. */
const arithmetic = (apply: (x: tf.Tensor, y: tf.Tensor | number) => tf.Tensor): KernelCase[] => [
  { inputs: [a, b], apply },
  { about: "broadcasting both operands", inputs: [column, row], apply },
  { about: "with a constant on the right", inputs: [a], apply: (x) => apply(x, 1.5) },
  { about: "with a constant on the left", inputs: [b], apply: (x) => apply(tf.scalar(1.5), x) },
  { about: "with 0 and 1 on the right", inputs: [b], apply: (x) => tf.stack([apply(x, 1), apply(tf.add(x, 4), 1)]) },
];

const test = (apply: Apply): KernelCase[] => [
  { inputs: [floats([4], [1, 2, 3, NaN]), floats([4], [2, 2, 2, 2])], apply, gradient: false },
  { about: "of int32, broadcasting", inputs: [integers([3, 1], 4), integers([4], 4)], apply, gradient: false },
];

const logical = (apply: Apply): KernelCase[] => [
  { inputs: [bools([2, 1], [0, 1]), bools([2], [0, 1])], apply, gradient: false },
];

/** Beyond 2²⁴ float32 skips integers. */
const beyondFloat32: KernelCase["inputs"] = [
  { shape: [4], dtype: "int32", data: Int32Array.of(16777217, -33554433, 2000000001, -2147483647) },
  { shape: [4], dtype: "int32", data: Int32Array.of(1, 2, 7, -3) },
];

const positives = [uniforms([4, 5], 0.2, 3, 1), normals([4, 5], 2)];

export const binaryCases = {
  Add: arithmetic(tf.add),
  AddN: [{ inputs: [a, b, normals([4, 5], 3)], apply: (...xs) => tf.addN(xs) }],
  Equal: test(tf.equal),
  FloorDiv: [
    { inputs: [floats([4], [7, -7, 7, -7]), floats([4], [2, 2, -2, -2])], apply: tf.floorDiv, gradient: false },
    {
      about: "of int32",
      inputs: [integers([6], 20), integers([6], 1, 2)],
      apply: (x, y) => tf.floorDiv(tf.sub(x, 9), tf.add(y, 4)),
      gradient: false,
    },
    { about: "of int32 that float32 cannot hold", inputs: beyondFloat32, apply: tf.floorDiv, gradient: false },
  ],
  Greater: test(tf.greater),
  GreaterEqual: test(tf.greaterEqual),
  Less: test(tf.less),
  LessEqual: test(tf.lessEqual),
  LogicalAnd: logical(tf.logicalAnd),
  LogicalOr: logical(tf.logicalOr),
  Maximum: arithmetic(tf.maximum),
  Minimum: arithmetic(tf.minimum),
  Mod: [
    { inputs: [floats([4], [7, -7, 7.5, -7.5]), floats([4], [2, 2, -2, -2])], apply: tf.mod },
    { about: "of int32 that float32 cannot hold", inputs: beyondFloat32, apply: tf.mod, gradient: false },
  ],
  Multiply: [
    ...arithmetic(tf.mul),
    { about: "by a mask", inputs: [a, b], apply: (x, y) => tf.mul(tf.cast(tf.greater(x, 0), "float32"), y) },
  ],
  NotEqual: test(tf.notEqual),
  Pow: [
    { inputs: positives, apply: tf.pow },
    { about: "with exponent 2", inputs: [a], apply: (x) => tf.pow(x, 2) },
    { about: "with exponent 0.5", inputs: [positives[0]], apply: (x) => tf.pow(x, 0.5) },
    { about: "with exponent 1", inputs: [a], apply: (x) => tf.pow(x, 1) },
  ],
  RealDiv: arithmetic((x, y) => tf.div(x, tf.add(tf.abs(y), 0.5))),
  Select: [
    { inputs: [a, b], apply: (x, y) => tf.where(tf.greater(x, y), x, tf.mul(y, 2)) },
    { about: "of a scalar", inputs: [a], apply: (x) => tf.where(tf.greater(x, 0), x, tf.scalar(0)) },
  ],
  SquaredDifference: arithmetic(tf.squaredDifference),
  Sub: arithmetic(tf.sub),
} satisfies Record<string, KernelCase[]>;
