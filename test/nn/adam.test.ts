import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { Program, TensorData } from "../../src/compute/types.ts";
import { withBackend } from "../../src/compute/with-backend.ts";
import { adamStep } from "../../src/nn/adam.ts";
import { adamRate } from "../../src/nn/adam-rate.ts";
import { type Tolerance, expectClose } from "../support/close.ts";
import { floats, normals, uniforms } from "../support/fed.ts";
import { expectNoLeak } from "../support/no-leak.ts";
import { type FedInputs, runBoth, runOn } from "../support/run-both.ts";

/** One step, and the gradient of Σ w θ' for everything that goes in, w a ramp. */
const stepAndGradients: Program = ({ parameter, m, v, gradient, rate }) => {
  const next = adamStep({ parameter, m, v }, gradient, rate);
  const ramp = tf.reshape(tf.linspace(-1, 1.3, parameter.size), parameter.shape);
  const slopes = tf.grads((p: tf.Tensor, m0: tf.Tensor, v0: tf.Tensor, g: tf.Tensor, r: tf.Tensor) => {
    return adamStep({ parameter: p, m: m0, v: v0 }, g, r).parameter;
  })([parameter, m, v, gradient, rate], ramp);
  const named = slopes.map((slope, i): [string, tf.Tensor] => [`slope ${i}`, slope]);
  return { "next parameter": next.parameter, "next m": next.m, "next v": next.v, ...Object.fromEntries(named) };
};

const stepOnly: Program = ({ parameter, m, v, gradient, rate }) => {
  const next = adamStep({ parameter, m, v }, gradient, rate);
  return { "next parameter": next.parameter, "next m": next.m, "next v": next.v };
};

const underWay: FedInputs = {
  parameter: normals([3, 4], 1),
  m: normals([3, 4], 2, 0.1),
  v: uniforms([3, 4], 0.01, 0.1, 3),
  gradient: normals([3, 4], 4),
  rate: floats([], [adamRate(0.01, 7)]),
};

/** The rate 0.01 in float32, and θ near 1: a few units in the last place of 1. */
const oneStep: Tolerance = { relative: 0, absolute: 1e-6 };

/** tf.js divides by the bias corrections inside the root, so its ε weighs differently, and ten float32 steps add up. */
const tenSteps: Tolerance = { relative: 0, absolute: 2e-5 };

/** Minimises with tf.js's own optimiser. */
function withTfAdam(start: number[], gradients: readonly number[][], learningRate: number): TensorData {
  return withBackend("cpu", () => {
    const variable: tf.Variable = tf.variable(tf.tensor(start));
    const optimizer = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
    for (const gradient of gradients) {
      tf.tidy(() => optimizer.applyGradients([{ name: variable.name, tensor: tf.tensor1d(gradient) }]));
    }
    const result = Float32Array.from(variable.dataSync());
    variable.dispose();
    optimizer.dispose();
    return result;
  });
}

/** Minimises with the compiled step. */
async function withAdamStep(
  start: number[],
  gradients: readonly number[][],
  learningRate: number,
): Promise<TensorData> {
  let state = { parameter: floats([2], start), m: floats([2], [0, 0]), v: floats([2], [0, 0]) };
  for (const [i, gradient] of gradients.entries()) {
    const rate = floats([], [adamRate(learningRate, i + 1)]);
    const next = await runOn("cpu", stepOnly, { ...state, gradient: floats([2], gradient), rate });
    state = {
      parameter: { ...state.parameter, data: next["next parameter"] },
      m: { ...state.m, data: next["next m"] },
      v: { ...state.v, data: next["next v"] },
    };
  }
  return state.parameter.data;
}

describe("adam", () => {
  it("gives the same step and gradients traced as eagerly", async () => {
    const { traced, eager } = await runBoth(stepAndGradients, underWay);
    expect(Object.keys(traced)).toEqual(Object.keys(eager));
    for (const [name, expected] of Object.entries(eager)) expectClose(traced[name], expected);
  });

  it.each(["cpu", "reference"] as const)("leaves no tensor behind on %s", async (device) => {
    await expectNoLeak(() => runOn(device, stepAndGradients, underWay));
  });

  it("moves at first by the learning rate against the sign of the gradient", async () => {
    const zero = floats([2], [0, 0]);
    const first = { parameter: floats([2], [1, 1]), m: zero, v: zero, gradient: floats([2], [0.3, -7]) };
    const results = await runOn("cpu", stepOnly, { ...first, rate: floats([], [adamRate(0.01, 1)]) });
    expectClose(results["next parameter"], [0.99, 1.01], oneStep);
  });

  it("agrees with tf.js's own Adam over ten steps", async () => {
    const gradients = Array.from({ length: 10 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
    const found = await withAdamStep([0.5, -0.5], gradients, 0.05);
    expectClose(found, withTfAdam([0.5, -0.5], gradients, 0.05), tenSteps);
  });
});
