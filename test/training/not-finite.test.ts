import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EncodedSplit } from "../../src/data/encoded-rows.ts";
import { dnnNetwork } from "../../src/models/dnn.ts";
import type { Network } from "../../src/models/network.ts";
import { trainLoop } from "../../src/training/train-loop.ts";
import type { Trainer } from "../../src/training/trainer.ts";
import { createRng } from "../../src/util/rng.ts";
import { batchSize, loopFor, openTrainingLog, trainerFor, type TrainingLog } from "../support/training-log.ts";

let log: TrainingLog;
beforeAll(async () => {
  log = await openTrainingLog();
});
afterAll(() => log.session.close());

const plain = dnnNetwork({ inputSize: 11, hidden: [4] });

/** Two batches as steps of epoch 7, with `breakIt` after each. */
async function twoSteps(network: Network, breakIt: (trainer: Trainer) => void, clipNorm: number | null = null) {
  const trainer = await trainerFor(log, network, { clipNorm });
  const train = new EncodedSplit(log.session, log.encodeDir, log.encode, "train");
  try {
    for await (const batch of train.batches({ batchSize })) {
      await trainer.train(batch, 7, createRng(1, "dropout"));
      breakIt(trainer);
      if (trainer.steps === 2) return;
    }
  } finally {
    await trainer.close();
  }
}

/** The square root has no finite slope at 0, where the parameter starts: the loss is finite and its gradient is not. */
const steep: Network = {
  ...plain,
  specs: [...plain.specs, { name: "steep", shape: [1], initialiser: "zeros" }],
  logits: (parameters, inputs) => tf.add(plain.logits(parameters, inputs), tf.sqrt(parameters["steep"])),
};

describe("the guard of a training step", () => {
  it("names a parameter, the epoch and the step", async () => {
    const pending = twoSteps(plain, ({ dense }) => dense.get("dense/1/kernel")?.fill(NaN, 2, 3));
    await expect(pending).rejects.toThrow("training diverged: dense/1/kernel is NaN in epoch 7, step 2");
  });

  it("names an embedding table", async () => {
    const pending = twoSteps(plain, ({ tables }) => tables[1].values.fill(Infinity));
    await expect(pending).rejects.toThrow("embedding/1/table of feature price is Infinity in epoch 7, step 2");
  });

  it.each([null, 1])(
    "names the one gradient that is not finite while the loss is, with a bound of %s",
    async (bound) => {
      const pending = twoSteps(steep, () => {}, bound);
      await expect(pending).rejects.toThrow("the squared gradient of steep is Infinity in epoch 7, step 1");
    },
  );

  it("names the loss when everything that went into it is finite", async () => {
    const pending = twoSteps(plain, ({ dense }) => {
      for (const name of ["dense/0/kernel", "dense/1/kernel"]) dense.get(name)?.fill(3e38);
    });
    await expect(pending).rejects.toMatchObject({
      code: "compute",
      details: { what: expect.stringMatching(/the loss is/) as string },
    });
  });

  it("leaves the parameters of the step before", async () => {
    const trainer = await trainerFor(log, steep);
    const before = Float32Array.from(trainer.dense.get("dense/0/kernel") ?? []);
    await expect(trainLoop(trainer, loopFor(log))).rejects.toThrow("in epoch 1, step 1");
    expect(trainer.dense.get("dense/0/kernel")).toEqual(before);
    await trainer.close();
  });
});
