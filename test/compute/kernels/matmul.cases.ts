import * as tf from "@tensorflow/tfjs";
import { normals } from "../../support/fed.ts";
import type { KernelCase } from "./case.ts";

const transposes = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

const products = transposes.flatMap(([transposeA, transposeB]): KernelCase[] => [
  {
    about: `of matrices, transposed ${transposeA}, ${transposeB}`,
    inputs: [normals(transposeA ? [6, 4] : [4, 6]), normals(transposeB ? [5, 6] : [6, 5], 2)],
    apply: (a, b) => tf.matMul(a, b, transposeA, transposeB),
  },
  {
    about: `of batches, transposed ${transposeA}, ${transposeB}`,
    inputs: [normals(transposeA ? [2, 6, 4] : [2, 4, 6]), normals(transposeB ? [2, 5, 6] : [2, 6, 5], 2)],
    apply: (a, b) => tf.matMul(a, b, transposeA, transposeB),
  },
]);

const fused = (["linear", "relu", "sigmoid", "elu"] as const).map((activation): KernelCase => ({
  about: activation,
  inputs: [normals([4, 6]), normals([6, 5], 2), normals([5], 3)],
  apply: (a, b, bias) => tf.fused.matMul({ a, b, bias, activation }),
}));

export const matmulCases = {
  BatchMatMul: [
    ...products,
    { about: "by a vector", inputs: [normals([4, 6]), normals([6])], apply: (a, b) => tf.dot(a, b) },
    {
      about: "broadcasting the batch",
      inputs: [normals([2, 4, 6]), normals([1, 6, 5], 2)],
      apply: (a, b) => tf.matMul(a, b),
      // The gradient in tf.js does not sum over the broadcast batch.
      gradient: false,
    },
    { about: "of equal elements", inputs: [normals([4, 6])], apply: (a) => tf.matMul(a, tf.fill([6, 2], 0.5)) },
  ],
  // The value is of the fused kernel; while gradients are taken tf.js falls back to the plain product.
  _FusedMatMul: fused,
} satisfies Record<string, KernelCase[]>;
