import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { withBackend } from "../../src/compute/with-backend.ts";
import { adamStep } from "../../src/nn/adam.ts";
import { DenseArrays } from "../../src/training/dense-arrays.ts";
import { createRng } from "../../src/util/rng.ts";
import { adamInPlace } from "../support/adam-in-place.ts";
import { expectClose } from "../support/close.ts";
import { normals, uniforms } from "../support/fed.ts";

const lengths = [7, 1, 64, 5];
const length = 77;

/** Numbers of several orders, zeros of both signs among them. */
function numbers(purpose: string): Float32Array {
  const rng = createRng(1, purpose);
  return Float32Array.from({ length }, (_, i) => (i % 11 === 0 ? -0 : rng.normal() * 10 ** (rng.below(9) - 4)));
}

/** The parts of an array, by parameter. */
function parts(all: Float32Array): Float32Array[] {
  let from = 0;
  return lengths.map((one) => all.slice(from, (from += one)));
}

it.each([1, 2, 3, 4])("sums gradients of %i shards, and their squares by parameter, to the bit", (count) => {
  const arrays = new DenseArrays(lengths);
  const shards = Array.from({ length: count }, (_, s) => numbers(`shard ${s}`));
  const sums = shards.reduce((sum, shard) => sum.map((value, i) => value + shard[i]));
  const squares = parts(sums).map((part) => part.reduce((sum, value) => sum + value * value, 0));
  expect(arrays.sum(shards)).toEqual(squares);
  expect(arrays.gradients).toEqual(sums);
});

it("updates every parameter by Adam, to the bit, over steps", () => {
  const arrays = new DenseArrays(lengths);
  const start = parts(numbers("values"));
  const expected = start.map((values) => ({
    values,
    m: new Float32Array(values.length),
    v: new Float32Array(values.length),
  }));
  arrays.parameters.forEach(({ values }, i) => values.set(start[i]));
  for (const [step, factor] of [1, 0.37, 1].entries()) {
    const gradients = numbers(`step ${step}`);
    arrays.sum([gradients]);
    arrays.step(factor, 0.01 * (step + 1));
    parts(gradients).forEach((gradient, i) => adamInPlace(expected[i], gradient, factor, 0.01 * (step + 1)));
    expect(arrays.parameters).toEqual(expected);
  }
});

it("gives the numbers of the step in a program", () => {
  const [start, m, gradient] = [1, 2, 3].map((seed) => Float32Array.from(normals([200], seed).data));
  const v = Float32Array.from(uniforms([200], 0, 2, 4).data);
  const expected = withBackend("cpu", () =>
    tf.tidy(() => {
      const [p, first, second, g] = [start, m, v, gradient].map((array) => tf.tensor1d(array.slice()));
      const next = adamStep({ parameter: p, m: first, v: second }, tf.mul(g, 0.5), tf.scalar(0.01));
      return [next.parameter, next.m, next.v].map((tensor) => tensor.dataSync().slice());
    }),
  );
  const arrays = new DenseArrays([200]);
  const [own] = arrays.parameters;
  [own.values, own.m, own.v].forEach((array, i) => array.set([start, m, v][i]));
  arrays.sum([gradient]);
  arrays.step(0.5, 0.01);
  [own.values, own.m, own.v].forEach((array, i) => expectClose(array, expected[i]));
});

it("takes a first step of the rate against the gradient", () => {
  const arrays = new DenseArrays([2]);
  const [{ values, m, v }] = arrays.parameters;
  values.fill(1);
  arrays.sum([Float32Array.of(2, -3)]);
  // √(1 - β₂) / (1 - β₁) = 0.316…, the correction of the first step.
  arrays.step(1, (0.1 * Math.sqrt(0.001)) / 0.1);
  expectClose(values, [0.9, 1.1]);
  expectClose(m, [0.2, -0.3]);
  expectClose(v, [0.004, 0.009]);
});

it("says so where parameters are more than a memory holds", () => {
  expect(() => new DenseArrays([2 ** 28])).toThrow(
    expect.objectContaining({ code: "resources", message: expect.stringContaining("4 GiB") as string }) as Error,
  );
});
