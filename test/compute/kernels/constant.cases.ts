import * as tf from "@tensorflow/tfjs";
import { normals } from "../../support/fed.ts";
import type { KernelCase } from "./case.ts";

const x = normals([3, 4]);

export const constantCases = {
  Fill: [{ inputs: [x], apply: (t) => tf.add(t, tf.fill([3, 4], 2.5)) }],
  LinSpace: [{ inputs: [x], apply: (t) => tf.mul(t, tf.linspace(0, 1, 4)) }],
  OnesLike: [{ about: "given out", inputs: [x], apply: (t) => tf.onesLike(t) }],
  Range: [
    { inputs: [x], apply: (t) => tf.mul(t, tf.range(1, 9, 2)) },
    { about: "of int32", inputs: [x], apply: (t) => tf.gather(t, tf.range(2, 0, -1, "int32")) },
  ],
  ZerosLike: [{ about: "given out", inputs: [x], apply: (t) => tf.zerosLike(t) }],
} satisfies Record<string, KernelCase[]>;
