import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { Program } from "../../src/compute/types.ts";
import { unitLength } from "../../src/nn/unit-length.ts";
import { expectClose } from "../support/close.ts";
import { floats } from "../support/fed.ts";
import { expectNoLeak } from "../support/no-leak.ts";
import { runBoth, runOn } from "../support/run-both.ts";

const inputs = { x: floats([2, 2], [3, 4, 0, 0]) };

/** The vectors, and the gradient of the sum of their first numbers. */
const program: Program = (t) => ({
  y: unitLength(t["x"]),
  gradient: tf.grad((x) => tf.sum(tf.mul(unitLength(x), [1, 0])))(t["x"]),
});

describe("unitLength", () => {
  it("divides by the length, and leaves a zero vector", async () => {
    expectClose((await runOn("cpu", program, inputs))["y"], [0.6, 0.8, 0, 0]);
  });

  it("has the gradient (e - y y·e) / |x|, and none for a zero vector", async () => {
    const { gradient } = await runOn("cpu", program, inputs);
    expectClose(gradient, [(1 - 0.36) / 5, -0.48 / 5, 0, 0]);
    expect(Array.from(gradient.slice(2))).toEqual([0, 0]);
  });

  it("gives the same traced as eagerly, and leaves no tensor behind", async () => {
    const { traced, eager } = await expectNoLeak(() => runBoth(program, inputs));
    expectClose(traced["gradient"], eager["gradient"]);
  });
});
