import * as tf from "@tensorflow/tfjs";
import { bools, floats, integers, normals, uniforms } from "../../support/fed.ts";
import type { Tolerance } from "../../support/close.ts";
import type { KernelCase } from "./case.ts";

/** Both signs, none at a kink, and not a whole number of vector registers. */
const signed = normals([3, 7]);
const positive = uniforms([3, 7], 0.1, 4);
/** Around the thresholds of the functions that change formula. */
const wide = floats([12], [-30, -5, -1, -0.6, -0.4, -1e-4, 1e-6, 1e-3, 0.4, 0.6, 5, 30]);

/** tf.js approximates erf to 1.5e-7 (Abramowitz and Stegun 7.1.26), and rounds each of a dozen steps to float32. */
const erfTolerance: Tolerance = { relative: 1e-5, absolute: 1e-6 };

const plain = (apply: KernelCase["apply"], input = signed): KernelCase[] => [{ inputs: [input], apply }];
const flat = (apply: KernelCase["apply"], input = signed): KernelCase[] => [
  { inputs: [input], apply, gradient: false },
];

export const unaryCases = {
  Abs: plain(tf.abs),
  Ceil: plain(tf.ceil),
  ClipByValue: plain((x) => tf.clipByValue(x, -0.5, 0.75)),
  Cos: plain(tf.cos),
  Elu: [...plain(tf.elu), ...plain(tf.elu, wide)],
  EluGrad: plain((x) => tf.elu(tf.mul(x, 2))),
  Erf: [{ inputs: [signed], apply: tf.erf, tolerance: erfTolerance }],
  Exp: plain(tf.exp),
  Expm1: [
    ...plain(tf.expm1, uniforms([3, 7], -2, 2)),
    { about: "near zero", inputs: [floats([4], [1e-6, -1e-5, 1e-3, -0.4])], apply: tf.expm1 },
  ],
  Floor: plain(tf.floor),
  IsFinite: flat(tf.isFinite, floats([4], [1, NaN, Infinity, -Infinity])),
  IsInf: flat(tf.isInf, floats([4], [1, NaN, Infinity, -Infinity])),
  IsNan: flat(tf.isNaN, floats([4], [1, NaN, Infinity, -Infinity])),
  LeakyRelu: plain((x) => tf.leakyRelu(x, 0.1)),
  Log: plain(tf.log, positive),
  Log1p: [
    ...plain(tf.log1p, positive),
    { about: "near zero", inputs: [floats([4], [1e-7, -1e-6, 1e-4, 0])], apply: tf.log1p },
  ],
  LogicalNot: flat(tf.logicalNot, bools([3], [1, 0, 1])),
  Neg: [...plain(tf.neg), { about: "of int32", inputs: [integers([5], 9)], apply: tf.neg, gradient: false }],
  Prelu: [{ inputs: [signed, uniforms([7], 0.1, 0.3)], apply: tf.prelu }],
  Reciprocal: plain(tf.reciprocal, positive),
  Relu: plain(tf.relu),
  Relu6: plain(tf.relu6, uniforms([3, 7], -8, 8)),
  Round: [{ inputs: [floats([6], [-2.5, -0.5, 0.5, 1.5, 2.4, 2.6])], apply: tf.round }],
  Rsqrt: plain(tf.rsqrt, positive),
  Selu: plain(tf.selu),
  Sigmoid: [...plain(tf.sigmoid), ...plain(tf.sigmoid, wide)],
  Sign: plain(tf.sign),
  Sin: plain(tf.sin),
  Softplus: [...plain(tf.softplus), ...plain(tf.softplus, wide)],
  Sqrt: plain(tf.sqrt, positive),
  Square: plain(tf.square),
  Step: [
    ...plain((x) => tf.step(x)),
    ...plain((x) => tf.step(x, 0.3)),
    { about: "at the edges", inputs: [floats([5], [NaN, Infinity, -Infinity, 0, 1.2e-38])], apply: (x) => tf.step(x) },
  ],
  Tanh: [...plain(tf.tanh), ...plain(tf.tanh, wide)],
} satisfies Record<string, KernelCase[]>;
