import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { gradients } from "../../../src/compute/gradients/index.ts";
import { type Tolerance, expectClose } from "../../support/close.ts";
import { floats } from "../../support/fed.ts";
import { type Fed, type FedInputs, runOn } from "../../support/run-both.ts";

interface Case {
  readonly inputs: readonly Fed[];
  readonly apply: (...inputs: tf.Tensor[]) => tf.Tensor;
}

const matrix = floats([2, 3], [1, -2, 3, 0.5, 2.5, -1]);
const other = floats([2, 3], [0, 2, -1, 1.5, 1, -3]);
const row = floats([3], [0.25, -1, 1]);
const column = floats([2, 1], [0.75, -1.5]);

/** The comparison on its own is not a number to differentiate; as a mask it passes what it lets through. */
const mask = (compare: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Case[] => [
  { inputs: [matrix, other], apply: (a, b) => tf.mul(tf.cast(compare(a, b), "float32"), a) },
];

const choose = (apply: Case["apply"]): Case[] => [
  { inputs: [matrix, other], apply },
  { inputs: [matrix, row], apply },
  { inputs: [column, matrix], apply },
];

const cases: Record<keyof typeof gradients, Case[]> = {
  Cumsum: [
    { inputs: [matrix], apply: (x) => tf.cumsum(x, 0) },
    { inputs: [matrix], apply: (x) => tf.cumsum(x, 1, true) },
    { inputs: [matrix], apply: (x) => tf.cumsum(x, 0, true, true) },
  ],
  Equal: mask(tf.equal),
  Greater: mask(tf.greater),
  Less: mask(tf.less),
  LessEqual: mask(tf.lessEqual),
  Maximum: choose(tf.maximum),
  Minimum: choose(tf.minimum),
  NotEqual: mask(tf.notEqual),
  SquaredDifference: choose(tf.squaredDifference),
  Tile: [
    { inputs: [matrix], apply: (x) => tf.tile(x, [2, 3]) },
    { inputs: [column], apply: (x) => tf.broadcastTo(x, [2, 4]) },
  ],
};

/** The inputs and the step are multiples of 1/16 and no kink is nearer than the step, so central differences are exact. */
const step = 1 / 16;
const exactDifferences: Tolerance = { relative: 0, absolute: 1e-6 };

const fed = (inputs: readonly Fed[]): FedInputs => Object.fromEntries(inputs.map((input, i) => [`input ${i}`, input]));

/** Σ w y with w = 1, 2, 3, …, so that no two elements weigh the same. */
function weightedSum(y: tf.Tensor): tf.Scalar {
  return tf.sum(tf.mul(y, tf.reshape(tf.range(1, y.size + 1), y.shape)));
}

async function valueAt({ apply }: Case, inputs: readonly Fed[]): Promise<number> {
  const { value } = await runOn("reference", (t) => ({ value: weightedSum(apply(...Object.values(t))) }), fed(inputs));
  return value[0];
}

function moved(input: Fed, element: number, by: number): Fed {
  const data = input.data.slice();
  data[element] += by;
  return { ...input, data };
}

async function centralDifferences(one: Case, index: number): Promise<number[]> {
  const at = (element: number, by: number): Promise<number> =>
    valueAt(
      one,
      one.inputs.map((input, i) => (i === index ? moved(input, element, by) : input)),
    );
  const elements = Array.from(one.inputs[index].data.keys());
  return Promise.all(elements.map(async (e) => ((await at(e, step)) - (await at(e, -step))) / (2 * step)));
}

async function gradientsOf({ apply, inputs }: Case): Promise<ArrayLike<number>[]> {
  const results = await runOn(
    "reference",
    (t) => {
      const all = tf.grads((...x: tf.Tensor[]) => weightedSum(apply(...x)))(Object.values(t));
      return Object.fromEntries(all.map((g, i) => [`gradient ${i}`, g]));
    },
    fed(inputs),
  );
  return Object.values(results);
}

const list = Object.entries(cases).flatMap(([name, some]) => some.map((one, i) => ({ name, i, one })));

describe("gradients that stand in for tf.js's own", () => {
  it.each(list)("$name, case $i, is the slope of its operation", async ({ one }) => {
    const found = await gradientsOf(one);
    expect(found).toHaveLength(one.inputs.length);
    for (const [i, gradient] of found.entries()) {
      expectClose(gradient, await centralDifferences(one, i), exactDifferences);
    }
  });

  it.each([
    ["maximum", tf.maximum],
    ["minimum", tf.minimum],
  ])("gives the first of two equal operands of %s the whole gradient", async (_name, apply) => {
    const equal = floats([2], [1, -2]);
    const [first, second] = await gradientsOf({ inputs: [equal, equal], apply });
    expect([Array.from(first), Array.from(second)]).toEqual([
      [1, 2],
      [0, 0],
    ]);
  });
});
