import type * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { Program, TensorData } from "../../src/compute/types.ts";
import { domainNormState, normaliseByDomain } from "../../src/nn/domain-norm.ts";
import { initialise } from "../../src/nn/parameter.ts";
import { createRng } from "../../src/util/rng.ts";
import { expectClose } from "../support/close.ts";
import { floats } from "../support/fed.ts";
import { expectNoLeak } from "../support/no-leak.ts";
import { type FedInputs, runBoth, runOn } from "../support/run-both.ts";

const constants = { epsilon: 0.25, momentum: 0.9 };

/** The normalised rows and, from training, the running statistics after it. */
function program(training: boolean): Program {
  return (t) => {
    const next: Record<string, tf.Tensor> = {};
    const updateState = (name: string, value: tf.Tensor): void => void (next[`next/${name}`] = value);
    const y = normaliseByDomain(t, "n", t["x"], { domain: t["domain"], training, updateState }, constants);
    return { y, ...next };
  };
}

/** Three domains, one feature: rows 1 and 5 of domain 0, one row 7 of domain 1, none of domain 2, and a padding row. */
const inputs: FedInputs = {
  x: floats([4, 1], [1, 5, 7, 0]),
  domain: floats([4, 3], [1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0]),
  "n/movingMean": floats([3, 1], [10, 20, 30]),
  "n/movingVariance": floats([3, 1], [2, 3.75, 6]),
};

const train = (changed: FedInputs = {}): Promise<Record<string, TensorData>> =>
  runOn("cpu", program(true), { ...inputs, ...changed });

describe("normaliseByDomain", () => {
  it("takes mean and population variance of each domain's own rows in training", async () => {
    // Domain 0: mean 3, variance 4; a single row has variance 0 and becomes 0.
    const deviation = Math.sqrt(4.25);
    expectClose((await train())["y"], [-2 / deviation, 2 / deviation, 0, 0]);
  });

  it("moves the running statistics of the domains that have rows", async () => {
    const next = await train();
    expectClose(next["next/n/movingMean"], [9.3, 18.7, 30]);
    expectClose(next["next/n/movingVariance"], [2.2, 3.375, 6]);
  });

  it("does not move those of a domain without rows by a bit", async () => {
    const odd = { "n/movingMean": floats([3, 1], [0, 0, 0.1]), "n/movingVariance": floats([3, 1], [1, 1, 0.3]) };
    const next = await train(odd);
    expect([next["next/n/movingMean"][2], next["next/n/movingVariance"][2]]).toEqual([
      Math.fround(0.1),
      Math.fround(0.3),
    ]);
  });

  it("reads the running statistics of the row's domain in serving, and changes none", async () => {
    const served = await runOn("cpu", program(false), inputs);
    expect(Object.keys(served)).toEqual(["y"]);
    expectClose(served["y"], [-9 / 1.5, -5 / 1.5, -13 / 2, 0]);
  });

  it("gives a domain the same values whatever rows the others have", async () => {
    const others = await train({ x: floats([4, 1], [1, 5, -300, 0]) });
    expect(others["y"].slice(0, 2)).toEqual((await train())["y"].slice(0, 2));
  });

  it("starts from mean 0 and variance 1", () => {
    const state = domainNormState("n", 2, 3).map((spec) => [spec.name, Array.from(initialise(spec, createRng(1, "")))]);
    expect(state).toEqual([
      ["n/movingMean", [0, 0, 0, 0, 0, 0]],
      ["n/movingVariance", [1, 1, 1, 1, 1, 1]],
    ]);
  });

  it("gives the same traced as eagerly, and leaves no tensor behind", async () => {
    const { traced, eager } = await expectNoLeak(() => runBoth(program(true), inputs));
    expect(Object.keys(traced)).toEqual(Object.keys(eager));
    for (const [name, expected] of Object.entries(eager)) expectClose(traced[name], expected);
  });
});
