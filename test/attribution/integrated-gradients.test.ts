import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  integratedGradientsProgram,
  integratedGradientsSignature,
  type Sharing,
} from "../../src/attribution/integrated-gradients.ts";
import type { FrozenMlp, Target } from "../../src/attribution/network.ts";
import { quadrature } from "../../src/attribution/quadrature.ts";
import { referenceIntegratedGradients } from "../../src/attribution/reference.ts";
import { openDevice } from "../../src/compute/device.ts";
import type { Device } from "../../src/compute/types.ts";
import { expectClose } from "../support/close.ts";
import { randomInputs, randomNetwork } from "../support/random-network.ts";

/** float32 with sums of up to 64 products of size about 1, against float64. */
const float32 = { absolute: 1e-5, relative: 1e-4 };

describe.each(["cpu", "reference"] as const)("compiled integrated gradients on %s", (name) => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(name, { threads: 1 });
  });
  afterAll(() => device.close());

  const network = randomNetwork([3, 4, 2], [16, 8], 1);
  const rule = quadrature("riemann", 5);

  async function scoresOf(
    model: FrozenMlp,
    x: Float32Array,
    options: { rule?: typeof rule; target?: Target; sharing?: Sharing } = {},
  ): Promise<{ scores: Float32Array; logits: Float32Array }> {
    const rows = x.length / model.layers[0].inputs;
    const { target = "probability", sharing = "first-layer" } = options;
    const program = integratedGradientsProgram(model, options.rule ?? rule, target, sharing);
    const compiled = await device.compile(program, integratedGradientsSignature(model, rows));
    const { scores, logits } = await compiled.run({ x });
    await compiled.close();
    return { scores: Float32Array.from(scores), logits: Float32Array.from(logits).slice(-rows) };
  }

  it.each([
    ["probability", "riemann", 5],
    ["probability", "trapezoid", 4],
    ["probability", "gausslegendre", 7],
    ["logit", "riemann", 1],
    ["logit", "gausslegendre", 3],
  ] as const)("agrees with float64 for %s, %s, T = %i", async (target, quadratureName, steps) => {
    const nodes = quadrature(quadratureName, steps);
    const x = randomInputs(network, 12, 2);
    const { scores } = await scoresOf(network, x, { rule: nodes, target });
    expectClose(scores, referenceIntegratedGradients(network, x, nodes, target).scores, float32);
  });

  it("gives the logits at x, also when no node is x", async () => {
    const x = randomInputs(network, 6, 3);
    const expected = referenceIntegratedGradients(network, x, rule, "logit").outputs;
    expectClose((await scoresOf(network, x)).logits, expected, float32);
    const { logits } = await scoresOf(network, x, { rule: quadrature("gausslegendre", 4) });
    expectClose(logits, expected, float32);
  });

  it("sums to F(x) - F(0) as the steps grow (completeness)", async () => {
    const x = randomInputs(network, 8, 4);
    const nodes = quadrature("gausslegendre", 2000);
    const { scores } = await scoresOf(network, x, { rule: nodes });
    const { outputs } = referenceIntegratedGradients(network, x, quadrature("riemann", 1), "probability");
    const zero = new Float64Array(network.layers[0].inputs);
    const [atZero] = referenceIntegratedGradients(network, zero, rule, "probability").outputs;
    const sums = Array.from({ length: 8 }, (_, b) => scores[3 * b] + scores[3 * b + 1] + scores[3 * b + 2]);
    expectClose(
      sums,
      Array.from(outputs, (output) => output - atZero),
      { absolute: 1e-3, relative: 0 },
    );
  });

  it("is zero at the baseline", async () => {
    const { scores } = await scoresOf(network, new Float32Array(network.layers[0].inputs));
    expect(scores).toEqual(new Float32Array(3));
  });

  it("gives nothing to a feature that the network does not read (dummy)", async () => {
    const kernel = Float32Array.from(network.layers[0].kernel);
    // The second feature holds the columns 3 to 6.
    kernel.fill(0, 3 * 16, 7 * 16);
    const blind = { ...network, layers: [{ ...network.layers[0], kernel }, ...network.layers.slice(1)] };
    const { scores } = await scoresOf(blind, randomInputs(network, 5, 5));
    expect(Array.from({ length: 5 }, (_, b) => scores[3 * b + 1])).toEqual([0, 0, 0, 0, 0]);
  });

  it("does not depend on the order of the units of a layer (implementation invariance)", async () => {
    const [first, second, last] = network.layers;
    const turned = (values: ArrayLike<number>, rows: number, width: number): Float32Array =>
      Float32Array.from({ length: rows * width }, (_, i) => values[i - (i % width) + (width - 1 - (i % width))]);
    const rowsTurned = Float32Array.from(
      { length: 16 * 8 },
      (_, i) => second.kernel[(15 - Math.floor(i / 8)) * 8 + (i % 8)],
    );
    const permuted = {
      ...network,
      layers: [
        { ...first, kernel: turned(first.kernel, 9, 16), bias: turned(first.bias, 1, 16) },
        { ...second, kernel: rowsTurned },
        last,
      ],
    };
    const x = randomInputs(network, 6, 6);
    expectClose((await scoresOf(permuted, x)).scores, (await scoresOf(network, x)).scores, float32);
  });

  it("agrees with the whole network run at every node", async () => {
    const x = randomInputs(network, 9, 7);
    const shared = await scoresOf(network, x);
    const full = await scoresOf(network, x, { sharing: "none" });
    expectClose(shared.scores, full.scores, { absolute: 1e-5, relative: 0 });
    expectClose(shared.logits, full.logits, { absolute: 1e-5, relative: 0 });
  });

  it.each([
    ["riemann", 200],
    ["gausslegendre", 300],
  ] as const)("agrees with float64 where a batch is worked on in blocks of rows (%s, T = %i)", async (name, steps) => {
    const nodes = quadrature(name, steps);
    const x = randomInputs(network, 15, 11);
    const { scores, logits } = await scoresOf(network, x, { rule: nodes });
    const expected = referenceIntegratedGradients(network, x, nodes, "probability");
    expectClose(scores, expected.scores, float32);
    expectClose(
      logits.map((logit) => 1 / (1 + Math.exp(-logit))),
      expected.outputs,
      float32,
    );
  });

  it("is exact for a network without hidden layers, whose logit is linear", async () => {
    const linear = randomNetwork([2, 2], [], 8);
    const x = randomInputs(linear, 4, 9);
    const { scores } = await scoresOf(linear, x, { target: "logit", rule: quadrature("riemann", 1) });
    const { kernel } = linear.layers[0];
    const expected = Array.from({ length: 8 }, (_, i) => {
      const [b, f] = [i >> 1, i & 1];
      return x[4 * b + 2 * f] * kernel[2 * f] + x[4 * b + 2 * f + 1] * kernel[2 * f + 1];
    });
    expectClose(scores, expected, float32);
  });
});

describe("the attributions of a row on cpu", () => {
  const network = randomNetwork(new Array<number>(19).fill(8), [128, 64, 32], 1);
  const x = randomInputs(network, 256, 2);
  const width = 152;

  async function scores(rows: number, threads: number, from = 0): Promise<number[]> {
    const device = await openDevice("cpu", { threads });
    const program = integratedGradientsProgram(network, quadrature("riemann", 5), "probability");
    const compiled = await device.compile(program, integratedGradientsSignature(network, rows));
    const all: number[] = [];
    for (let at = from; at < from + 48; at += rows) {
      const feed = new Float32Array(rows * width);
      feed.set(x.subarray(at * width, Math.min(at + rows, 256) * width));
      all.push(...(await compiled.run({ x: feed }))["scores"]);
    }
    await compiled.close();
    return all.slice(0, 48 * 19);
  }

  it.each([
    ["a batch of 16", 16, 1, 0],
    ["a batch of 48", 48, 1, 0],
    ["two threads", 256, 2, 0],
    ["a batch of 32 with two threads", 32, 2, 0],
  ])("are the same bits with %s as with one of 256", async (_, rows, threads, from) => {
    expect(await scores(rows, threads, from)).toEqual(await scores(256, 1));
  });
});
