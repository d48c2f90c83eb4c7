import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { Program } from "../../src/compute/types.ts";
import { dense } from "../../src/nn/dense.ts";
import { ownDense, ownVector, type RowParts } from "../../src/nn/row-parts.ts";
import { expectClose } from "../support/close.ts";
import { floats, normals } from "../support/fed.ts";
import { expectNoLeak } from "../support/no-leak.ts";
import { runBoth, runOn } from "../support/run-both.ts";

/** Rows of parts 1, 0 and 1, and a padding row. */
const inputs = {
  x: normals([4, 3], 1),
  of: floats([4, 2], [0, 1, 1, 0, 0, 1, 0, 0]),
  "a/d/kernel": normals([3, 2], 2),
  "a/d/bias": normals([2], 3),
  "b/d/kernel": normals([3, 2], 4),
  "b/d/bias": normals([2], 5),
};
const partsOf = (t: Record<string, tf.Tensor>): RowParts => ({ names: ["a", "b"], of: t["of"] });

/** The layer of each row's own part, those of both parts, and gradients of the first. */
const program: Program = (t) => {
  const wrt = Object.keys(inputs).filter((name) => name !== "of");
  const gradients = tf.grads((...tensors: tf.Tensor[]) => {
    const given = { ...t, ...Object.fromEntries(wrt.map((name, i) => [name, tensors[i]])) };
    return tf.sum(tf.square(ownDense(given, partsOf(given), "d", given["x"])));
  })(wrt.map((name) => t[name]));
  return {
    own: ownDense(t, partsOf(t), "d", t["x"]),
    "all of a": dense(t, "a/d", t["x"]),
    "all of b": dense(t, "b/d", t["x"]),
    ...Object.fromEntries(wrt.map((name, i) => [`gradient of ${name}`, gradients[i]])),
  };
};

describe("ownDense", () => {
  it("is the dense layer of each row's own part, and zero for padding", async () => {
    const got = await runOn("cpu", program, inputs);
    const want = [...got["all of b"].slice(0, 2), ...got["all of a"].slice(2, 4), ...got["all of b"].slice(4, 6), 0, 0];
    expectClose(got["own"], want);
  });

  it("gives the same traced as eagerly, values and gradients, and leaves no tensor behind", async () => {
    const { traced, eager } = await expectNoLeak(() => runBoth(program, inputs));
    const all = (results: typeof traced): number[] => Object.values(results).flatMap((data) => [...data]);
    expectClose(all(traced), all(eager));
  });
});

it("ownVector is the vector of each row's own part, flattened", async () => {
  const own = { of: inputs.of, "a/q": floats([2, 2], [1, 2, 3, 4]), "b/q": floats([2, 2], [5, 6, 7, 8]) };
  const { y } = await runOn("cpu", (t) => ({ y: ownVector(t, partsOf(t), "q") }), own);
  expect(Array.from(y)).toEqual([5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0]);
});
