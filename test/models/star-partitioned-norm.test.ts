import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { ModelShape } from "../../src/models/model.ts";
import { networkOf } from "../../src/models/network.ts";
import { star } from "../../src/models/star.ts";
import { trainProgram, trainSignature } from "../../src/training/step-program.ts";
import { expectClose } from "../support/close.ts";
import { floats, normals } from "../support/fed.ts";
import { expectNoLeak } from "../support/no-leak.ts";
import { type FedInputs, runOn } from "../support/run-both.ts";

const shape: ModelShape = { sizes: [2, 1], sensitive: [], domains: 2 };
/** Without hidden layers there is no kink: the logit is x' (W ∘ W_d) + b + b_d. */
const network = networkOf(star, shape, { hidden: [], partitionedNorm: true });
const [rows, width, domains] = [6, 3, 2];
const domainOfRow = [0, 1, 0, 0, 1, 1];
const label = [1, 0, 0, 1, 1, 0];

/** Every tensor that a gradient is taken of, with noise on it. */
const values: Record<string, number[]> = Object.fromEntries(
  [{ name: "x", shape: [rows, width] }, ...network.specs].map(({ name, shape: sizes }, i) => [
    name,
    Array.from(normals(sizes, i, 0.4).data, (value) => value + (/gamma|kernel/.test(name) ? 1 : 0)),
  ]),
);

type Values = Readonly<Record<string, readonly number[]>>;

/** Mean and population variance of a domain's rows in a column. */
function moments(x: readonly number[], d: number, k: number): { mean: number; variance: number } {
  const column = domainOfRow.flatMap((of, b) => (of === d ? [x[b * width + k]] : []));
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  return { mean, variance: column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length };
}

/** The mean loss in float64, row by row from the formula. */
function lossOf(v: Values): number {
  const logits = domainOfRow.map((d, b) => {
    let logit = v["star/0/shared/bias"][0] + v[`star/0/specific/${d}/bias`][0];
    for (let k = 0; k < width; k++) {
      const { mean, variance } = moments(v["x"], d, k);
      const gamma = v["star/norm/shared/gamma"][k] * v["star/norm/specific/gamma"][d * width + k];
      const beta = v["star/norm/shared/beta"][k] + v["star/norm/specific/beta"][d * width + k];
      const normalised = (gamma * (v["x"][b * width + k] - mean)) / Math.sqrt(variance + 1e-5) + beta;
      logit += normalised * v["star/0/shared/kernel"][k] * v[`star/0/specific/${d}/kernel`][k];
    }
    return logit;
  });
  return logits.reduce((sum, z, b) => sum + Math.log1p(Math.exp(z)) - z * label[b], 0) / rows;
}

/** Central differences; at 1e-5 their error is 1e-10. */
function differences(name: string): number[] {
  const step = 1e-5;
  return values[name].map((value, i) => {
    const at = (moved: number): number => lossOf({ ...values, [name]: values[name].with(i, moved) });
    return (at(value + step) - at(value - step)) / (2 * step);
  });
}

/** One training step from zero moments at rate 0. */
function step(device: "cpu" | "reference"): ReturnType<typeof runOn> {
  const hot = domainOfRow.flatMap((d) => [1 - d, d]);
  const given: Values = { ...values, domain: hot, label, weight: label.map(() => 1) };
  const signature = trainSignature(network, [], rows, 0);
  const inputs: FedInputs = Object.fromEntries(
    Object.entries(signature).map(([name, { shape: sizes }]) => {
      const size = sizes.reduce((product, length) => product * length, 1);
      return [name, floats(sizes, given[name] ?? new Array<number>(size).fill(0))];
    }),
  );
  return runOn(device, trainProgram(network, 0), inputs);
}

/** float32, divided by deviations of about a half, of three rows. */
const float32 = { absolute: 5e-6, relative: 2e-5 };

describe("star with partitioned normalisation", () => {
  it("has the loss of the formula", async () => {
    expectClose((await step("cpu"))["loss"], [lossOf(values)], float32);
  });

  it.each(network.specs.map(({ name }) => name))("has the gradient of finite differences for %s", async (name) => {
    const moment = (await step("cpu"))[`next/m/${name}`];
    expectClose(
      Array.from(moment, (m) => 10 * m),
      differences(name),
      float32,
    );
  });

  it("has the gradient of finite differences for x, through the statistics", async () => {
    expectClose((await step("cpu"))["dx"], differences("x"), float32);
  });

  it("gives the running statistics after the step, from 0 and 0 with momentum 0.9", async () => {
    const next = await step("cpu");
    const expected = (of: "mean" | "variance"): number[] =>
      Array.from(
        { length: domains * width },
        (_, i) => 0.1 * moments(values["x"], Math.floor(i / width), i % width)[of],
      );
    expectClose(next["next/star/norm/movingMean"], expected("mean"), float32);
    expectClose(next["next/star/norm/movingVariance"], expected("variance"), float32);
  });

  it.each(["cpu", "reference"] as const)("leaves no tensor behind on %s", async (device) => {
    tf.enableProdMode();
    await expectNoLeak(() => step(device));
  });

  it("has neither parameters nor state of it when it is off", () => {
    const plain = networkOf(star, shape, star.defaults({ hidden: [4] }));
    expect(plain.state).toEqual([]);
    expect(plain.specs.filter(({ name }) => name.includes("norm"))).toEqual([]);
  });
});
