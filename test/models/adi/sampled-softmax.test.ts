import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { Program } from "../../../src/compute/types.ts";
import { inBatchScores } from "../../../src/models/adi/in-batch.ts";
import { sampledSoftmax, withoutHits } from "../../../src/models/adi/sampled-softmax.ts";
import { expectClose } from "../../support/close.ts";
import { floats } from "../../support/fed.ts";
import { type Fed, type FedInputs, runBoth, runOn } from "../../support/run-both.ts";

const ids = (shape: readonly number[], data: readonly number[]): Fed => ({
  shape,
  dtype: "int32",
  data: Int32Array.from(data),
});

/** Exponentials of the scores: 2 against 1 and 3, and 1 against 1 and 1. */
const scored: FedInputs = {
  positive: floats([2], [Math.log(2), 0]),
  negative: floats([2, 2], [0, Math.log(3), 0, 0]),
  positiveLogQ: floats([2], [0, 0]),
  negativeLogQ: floats([2, 2], [0, 0, 0, 0]),
};

async function losses(changed: FedInputs = {}): Promise<number[]> {
  const program: Program = (t) => ({
    loss: sampledSoftmax({
      positive: t["positive"],
      negative: t["negative"],
      positiveLogQ: t["positiveLogQ"],
      negativeLogQ: t["negativeLogQ"],
      kept: t["kept"],
    }),
  });
  return Array.from((await runOn("cpu", program, { ...scored, ...changed }))["loss"]);
}

describe("sampledSoftmax", () => {
  it("is the negative logarithm of the item's share", async () => {
    expectClose(await losses(), [Math.log(3), Math.log(3)]);
  });

  it("does not change with log Q when it is the same for all items", async () => {
    const equal = { positiveLogQ: floats([2], [-5, -2]), negativeLogQ: floats([2, 2], [-5, -5, -2, -2]) };
    expectClose(await losses(equal), await losses());
  });

  it("weighs an item that is sampled twice as often by a half", async () => {
    const often = { negativeLogQ: floats([2, 2], [0, 0, Math.log(2), Math.log(2)]) };
    expectClose(await losses(often), [Math.log(3), Math.log(2)]);
  });

  it("leaves out the negatives that do not count, and is 0 where none does", async () => {
    expectClose(await losses({ kept: floats([2, 2], [1, 0, 0, 0]) }), [Math.log(1.5), 0]);
  });

  it("takes one list of negatives for all rows", async () => {
    expectClose(await losses({ negativeLogQ: floats([1, 2], [0, 0]) }), await losses());
  });
});

it("an accidental hit is a sampled item that is the row's own", async () => {
  const program: Program = (t) => ({ kept: tf.cast(withoutHits(t["items"], t["sampled"]), "int32") });
  const got = await runOn("cpu", program, { items: ids([2], [4, 9]), sampled: ids([2, 3], [4, 9, 1, 4, 9, 9]) });
  expect(Array.from(got["kept"])).toEqual([0, 1, 1, 1, 0, 0]);
});

describe("inBatchScores", () => {
  /** Rows 0 and 1 of domain 0 with items 5 and 6, rows 2 and 3 of domain 1 with items 6 and 6, and padding. */
  const batch: FedInputs = {
    users: floats([5, 2], [1, 0, 0, 1, 1, 1, 2, 0, 0, 0]),
    items: floats([5, 2], [1, 2, 3, 4, 5, 6, 7, 8, 0, 0]),
    ids: ids([5], [5, 6, 6, 6, 0]),
    domain: floats([5, 2], [1, 0, 1, 0, 0, 1, 0, 1, 0, 0]),
    logQ: floats([5], [-1, -2, -3, -4, 0]),
  };
  const program: Program = (t) => {
    const { users, items, ids: own, domain, logQ } = t;
    const scores = inBatchScores({ users, items, ids: own, domain, logQ, temperature: 0.5 });
    const gradient = tf.grad((x) => {
      const given = inBatchScores({ users: x, items, ids: own, domain, logQ, temperature: 0.5 });
      return tf.sum(sampledSoftmax(given));
    })(users);
    return {
      positive: scores.positive,
      negative: scores.negative,
      kept: tf.cast(scores.kept ?? tf.zeros([1]), "int32"),
      gradient,
    };
  };

  it("scores each user with its own item and with those of all rows", async () => {
    const { positive, negative } = await runOn("cpu", program, batch);
    expectClose(positive, [2, 8, 22, 28, 0]);
    expectClose(negative.slice(0, 5), [2, 6, 10, 14, 0]);
  });

  it("counts the other items of the row's own domain", async () => {
    const { kept } = await runOn("cpu", program, batch);
    expect(Array.from(kept)).toEqual([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, ...new Array<number>(15).fill(0)]);
  });

  it("gives no gradient to a row without negatives", async () => {
    const { gradient } = await runOn("cpu", program, batch);
    expectClose(gradient.slice(4), [0, 0, 0, 0, 0, 0]);
  });

  it("gives the same traced as eagerly", async () => {
    const { traced, eager } = await runBoth(program, batch);
    expectClose(traced["gradient"], eager["gradient"]);
  });
});
