import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { polarizedLoss } from "../../../src/models/mkt/polarized-loss.ts";
import { cosineSimilarity } from "../../../src/nn/cosine-similarity.ts";
import { expectClose } from "../../support/close.ts";
import { type Fed, runOn } from "../../support/run-both.ts";
import { floats } from "../../support/fed.ts";

async function loss(common: Fed, independent: Fed, weight: readonly number[]): Promise<number> {
  const { y } = await runOn(
    "cpu",
    (t) => ({ y: polarizedLoss([{ cosine: cosineSimilarity(t["a"], t["b"]), weight: tf.tensor1d([...weight]) }]) }),
    { a: common, b: independent },
  );
  return y[0];
}

describe("the polarized distribution loss", () => {
  it("is 0 for orthogonal knowledge", async () => {
    expect(await loss(floats([2, 2], [3, 0, 1, 1]), floats([2, 2], [0, 5, 2, -2]), [1, 1])).toBe(0);
  });

  it("is 1 for knowledge of the same direction and -1 for the opposite, whatever the lengths", async () => {
    const common = floats([1, 2], [3, 4]);
    expectClose([await loss(common, floats([1, 2], [30, 40]), [1])], [1]);
    expectClose([await loss(common, floats([1, 2], [-0.3, -0.4]), [1])], [-1]);
  });

  it("is the mean over the rows that are not padding", async () => {
    expectClose([await loss(floats([3, 1], [1, 1, 1]), floats([3, 1], [1, -1, -1]), [1, 1, 0])], [0]);
  });

  it("adds up over the entities", async () => {
    const { y } = await runOn(
      "cpu",
      (t) => {
        const weight = tf.ones([2]);
        return { y: polarizedLoss([t["a"], t["b"], t["c"]].map((cosine) => ({ cosine, weight }))) };
      },
      { a: floats([2], [0.5, 0.25]), b: floats([2], [1, 0]), c: floats([2], [-0.25, 0]) },
    );
    expectClose(y, [0.375 + 0.5 - 0.125]);
  });

  it("gives a row of zeros a cosine and a gradient of 0", async () => {
    const results = await runOn(
      "cpu",
      (t) => {
        const sum = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.sum(cosineSimilarity(a, b));
        const [ofA, ofB] = tf.grads(sum)([t["a"], t["b"]]);
        return { cosine: cosineSimilarity(t["a"], t["b"]), ofA, ofB };
      },
      { a: floats([2, 2], [0, 0, 1, 2]), b: floats([2, 2], [3, 4, 0, 0]) },
    );
    expect(Object.values(results).map((values) => Array.from(values, Math.abs))).toEqual([
      [0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });
});
