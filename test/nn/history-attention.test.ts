import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { Program } from "../../src/compute/types.ts";
import { attendToHistory, type History, meanOfHistory } from "../../src/nn/history-attention.ts";
import { multiHeadHistory } from "../../src/nn/multi-head-history.ts";
import { expectClose } from "../support/close.ts";
import { floats } from "../support/fed.ts";
import { type Fed, runOn } from "../support/run-both.ts";

/** Two rows of three positions of size 2. */
const vectors = floats([2, 3, 2], [1, 2, 3, 4, 50, 60, 7, 8, 9, 10, 11, 12]);
const query = floats([2, 2], [1, 0, 0, 1]);

const encoders: Record<string, (history: History, query: tf.Tensor) => tf.Tensor> = {
  mean: meanOfHistory,
  attention: (history, q) => attendToHistory(history, q),
  "multi-head attention": (history, q) => multiHeadHistory(identityHeads(), "m", 2, history, q),
};

/** Two heads that read one element each, and an output that leaves them as they are. */
function identityHeads(): Record<string, tf.Tensor> {
  const heads = [0, 1].flatMap((n) => {
    const kernel = tf.oneHot(tf.scalar(n, "int32"), 2).cast("float32").reshape([2, 1]);
    return ["query", "key", "value"].map((part) => [`m/head/${n}/${part}/kernel`, kernel] as const);
  });
  return { ...Object.fromEntries(heads), "m/output/kernel": tf.eye(2) };
}

function encode(
  name: string,
  lengths: readonly number[],
  h: Fed = vectors,
): Promise<Record<string, ArrayLike<number>>> {
  const program: Program = (t) => ({ y: encoders[name]({ vectors: t["h"], lengths: t["lengths"] }, t["q"]) });
  return runOn("cpu", program, { h, q: query, lengths: floats([2], lengths) });
}

describe.each(Object.keys(encoders))("a history by %s", (name) => {
  it("is zeros when it is empty", async () => {
    const { y } = await encode(name, [0, 0]);
    expect(Array.from(y)).toEqual([0, 0, 0, 0]);
  });

  it("is its only vector when it has one", async () => {
    const { y } = await encode(name, [1, 1]);
    expectClose(y, [1, 2, 7, 8]);
  });

  it("does not depend on what lies beyond its length", async () => {
    const changed = Float32Array.from(vectors.data);
    changed.set([-900, 900], 4);
    const before = await encode(name, [2, 3]);
    const after = await encode(name, [2, 3], { ...vectors, data: changed });
    expect(Array.from(after["y"])).toEqual(Array.from(before["y"]));
  });
});

describe("a history of two", () => {
  it("is their mean where all weigh alike", async () => {
    const { y } = await encode("mean", [2, 2]);
    expectClose(y, [2, 3, 8, 9]);
  });

  it("weighs them by the softmax of their products with the query over the root of the size", async () => {
    const { y } = await encode("attention", [2, 2]);
    const late = 1 / (1 + Math.exp(-2 / Math.sqrt(2)));
    expectClose(y, [1 + 2 * late, 2 + 2 * late, 7 + 2 * late, 8 + 2 * late]);
  });

  it("weighs them by each head alone, over the root of its own size", async () => {
    const { y } = await encode("multi-head attention", [2, 2]);
    const late = 1 / (1 + Math.exp(-2));
    // Each query is 0 in the other head, which therefore gives the mean.
    expectClose(y, [1 + 2 * late, 3, 8, 8 + 2 * late]);
  });
});
