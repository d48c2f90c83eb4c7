import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { TensorData } from "../../src/compute/types.ts";
import { dnnNetwork } from "../../src/models/dnn.ts";
import type { Network } from "../../src/models/network.ts";
import { initialise } from "../../src/nn/parameter.ts";
import { hiddenUnits } from "../../src/models/hidden-units.ts";
import { type StepOptions, trainProgram, trainSignature } from "../../src/training/step-program.ts";
import { createRng } from "../../src/util/rng.ts";
import { expectClose } from "../support/close.ts";
import { normals } from "../support/fed.ts";
import { expectNoLeak } from "../support/no-leak.ts";
import { type FedInputs, runOn } from "../support/run-both.ts";

type Given = Readonly<Record<string, ArrayLike<number>>>;

/** One step without dropout at rate 0: what is left out of `given` is zero, and parameters have their starting values. */
async function step(
  network: Network,
  batchSize: number,
  given: Given,
  { threads = 1, ...options }: StepOptions & { threads?: number } = {},
): Promise<Record<string, TensorData>> {
  const signature = trainSignature(network, hiddenUnits(network), batchSize, 0, options);
  const started = network.specs.map((spec) => [spec.name, initialise(spec, createRng(1, spec.name))] as const);
  const values: Given = { ...Object.fromEntries(started), weight: new Array<number>(batchSize).fill(1), ...given };
  const inputs: FedInputs = Object.fromEntries(
    Object.entries(signature).map(([name, spec]) => {
      const size = spec.shape.reduce((product, length) => product * length, 1);
      return [name, { ...spec, data: Float32Array.from(values[name] ?? new Float32Array(size)) }];
    }),
  );
  return runOn("cpu", trainProgram(network, 0, options), inputs, threads);
}

/** The gradient of a parameter that a step from zero moments took: m = (1 - β₁) g. */
function gradient(outputs: Record<string, TensorData>, name: string): number[] {
  return Array.from(outputs[`next/m/${name}`], (m) => 10 * m);
}

const linear = dnnNetwork({ inputSize: 2, hidden: [] });
/** x · w = 0, so that the gradient of the logit is ½: ½ x for the kernel, ½ for the bias and ½ w for x. */
const byHand: Given = { x: [3, 4], "dense/0/kernel": [4, -3] };
const squares = [2 ** 2 + 1.5 ** 2, 1.5 ** 2 + 2 ** 2, 0.5 ** 2];
const norm = Math.sqrt(12.75);

describe("a training step", () => {
  it("gives the sum of squares of each gradient, dx first", async () => {
    expectClose((await step(linear, 1, byHand))["squares"], squares);
  });

  it("scales all gradients to the bound on their norm", async () => {
    const outputs = await step(linear, 1, byHand, { clipNorm: 1 });
    expectClose(outputs["dx"], [2 / norm, -1.5 / norm]);
    expectClose(gradient(outputs, "dense/0/kernel"), [1.5 / norm, 2 / norm]);
    expectClose(gradient(outputs, "dense/0/bias"), [0.5 / norm]);
    expectClose(outputs["squares"], squares);
  });

  it("leaves gradients within the bound as they are, bit for bit", async () => {
    expect(await step(linear, 1, byHand, { clipNorm: 3.6 })).toEqual(await step(linear, 1, byHand));
  });

  it("clips to the same bits with one thread and with two", async () => {
    const network = dnnNetwork({ inputSize: 40, hidden: [32] });
    const given = { x: normals([2048, 40]).data };
    const one = await step(network, 2048, given, { clipNorm: 0.01 });
    expect(await step(network, 2048, given, { clipNorm: 0.01, threads: 2 })).toEqual(one);
  });

  it("leaves no tensor behind", async () => {
    await expectNoLeak(() => step(linear, 1, byHand, { clipNorm: 1 }));
  });
});

describe("row weights", () => {
  const network = dnnNetwork({ inputSize: 3, hidden: [4] });
  const rows = normals([4, 3], 7).data;
  const [first, second, third, fourth] = [0, 1, 2, 3].map((b) => rows.subarray(3 * b, 3 * b + 3));

  it("of 2 for the positive rows are the same as having these rows twice", async () => {
    const weighted = await step(
      network,
      4,
      { x: rows, label: [1, 0, 1, 0], lossWeight: [2, 1, 2, 1] },
      { weighted: true },
    );
    const twice = await step(network, 6, {
      x: [...first, ...second, ...third, ...fourth, ...first, ...third],
      label: [1, 0, 1, 0, 1, 1],
    });
    expectClose(weighted["loss"], twice["loss"]);
    for (const { name } of network.specs) expectClose(gradient(weighted, name), gradient(twice, name));
    expectClose(
      weighted["dx"].slice(0, 3),
      Array.from(twice["dx"].slice(0, 3), (value) => 2 * value),
    );
  });

  it("are not what a network counts its rows by", async () => {
    const counting: Network = {
      ...linear,
      logits: (parameters, { x, weight }) =>
        tf.add(
          tf.reshape(tf.matMul(x, parameters["dense/0/kernel"]), [x.shape[0]]),
          tf.add(tf.sum(weight), parameters["dense/0/bias"]),
        ),
    };
    // Two rows and padding: the logit is 2, the label 0.
    const given = { weight: [1, 1, 0], lossWeight: [5, 1, 0] };
    const { loss } = await step(counting, 3, given, { weighted: true });
    expectClose(loss, [Math.log(1 + Math.exp(2))]);
  });

  it("of padding are 0: what padding holds does not matter", async () => {
    const given = { label: [1, 0, 1, 0], weight: [1, 1, 1, 0], lossWeight: [2, 1, 2, 0] };
    const zero = await step(network, 4, { ...given, x: [...first, ...second, ...third, 0, 0, 0] }, { weighted: true });
    const other = await step(network, 4, { ...given, x: rows }, { weighted: true });
    expect(other["loss"]).toEqual(zero["loss"]);
    expect(gradient(other, "dense/0/kernel")).toEqual(gradient(zero, "dense/0/kernel"));
  });
});

describe("a term that the network adds to the loss", () => {
  // ½ Σ w², whose gradient is w.
  const withL2: Network = {
    ...linear,
    logits: (parameters, inputs) => {
      inputs.addLoss?.(tf.mul(tf.sum(tf.square(parameters["dense/0/kernel"])), 0.5));
      return linear.logits(parameters, inputs);
    },
  };

  it("adds to the loss: ln 2 of a logit of 0, and 12.5", async () => {
    expectClose((await step(withL2, 1, byHand))["loss"], [Math.LN2 + 12.5]);
  });

  it("adds its gradient to that of the cross-entropy", async () => {
    const outputs = await step(withL2, 1, byHand);
    expectClose(gradient(outputs, "dense/0/kernel"), [4 + 1.5, -3 + 2]);
    expectClose(gradient(outputs, "dense/0/bias"), [0.5]);
  });
});
