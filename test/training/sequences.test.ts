import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dependenceBatch, networkDependence } from "../../src/attribution/network-dependence.ts";
import { quadrature } from "../../src/attribution/quadrature.ts";
import { countFlops } from "../../src/compute/count-flops.ts";
import type { EncodedBatch } from "../../src/data/batch.ts";
import { EncodedSplit } from "../../src/data/encoded-rows.ts";
import { hiddenUnits } from "../../src/models/hidden-units.ts";
import type { Network } from "../../src/models/network.ts";
import { exportNetwork } from "../../src/training/export-network.ts";
import { compareExport } from "../../src/training/finished-model.ts";
import { predictProgram, predictSignature, trainProgram, trainSignature } from "../../src/training/step-program.ts";
import { type LoopOptions, trainLoop } from "../../src/training/train-loop.ts";
import type { Trainer, TrainerOptions } from "../../src/training/trainer.ts";
import { createRng } from "../../src/util/rng.ts";
import { expectClose } from "../support/close.ts";
import { floats, normals, uniforms } from "../support/fed.ts";
import { attendsToTags, sumsTags } from "../support/history-network.ts";
import { expectNoLeak } from "../support/no-leak.ts";
import { type FedInputs, runBoth, runOn } from "../support/run-both.ts";
import { batchSize, loopFor, openHistoryLog, trainerFor, type TrainingLog } from "../support/training-log.ts";

let log: TrainingLog;
beforeAll(async () => {
  log = await openHistoryLog();
});
afterAll(() => log.session.close());

const testRows = (): EncodedSplit => new EncodedSplit(log.session, log.encodeDir, log.encode, "test");

async function firstBatch(): Promise<EncodedBatch> {
  for await (const batch of testRows().batches({ batchSize: 100 })) return batch;
  throw new Error("no rows");
}

async function trained(network: Network, more: Partial<TrainerOptions> = {}, loop: Partial<LoopOptions> = {}) {
  const trainer = await trainerFor(log, network, { clipNorm: 0.5, embeddingL2: 1e-4, ...more });
  await trainLoop(trainer, loopFor(log, { maxEpochs: 2, ...loop }));
  return trainer;
}

describe("a training step over sequences", () => {
  const network = attendsToTags(3);
  const lengths = floats([4], [0, 1, 2, 3]);
  const inputs: FedInputs = Object.fromEntries(
    Object.entries(trainSignature(network, hiddenUnits(network), 4, 0)).map(([name, { shape }], i) => [
      name,
      name.startsWith("v/") ? uniforms(shape, 1, 2, i) : normals(shape, i, 0.5),
    ]),
  );
  const given = {
    ...inputs,
    "history/0/length": lengths,
    label: floats([4], [1, 0, 0, 1]),
    weight: floats([4], [1, 1, 1, 1]),
  };

  it("gives the same traced as eagerly", async () => {
    const { traced, eager } = await runBoth(trainProgram(network, 0), given);
    for (const name of Object.keys(eager)) expectClose(traced[name], eager[name]);
  });

  it("takes no gradient from places beyond the length of a row", async () => {
    const gradient = (await runOn("cpu", trainProgram(network, 0), given))["dhistory/0"];
    const used = Array.from({ length: 12 }, (_, place) =>
      gradient.slice(4 * place, 4 * place + 4).some((g) => g !== 0),
    );
    expect(used).toEqual([false, false, false, true, false, false, true, true, false, true, true, true]);
  });

  it("leaves no tensor behind", async () => {
    await expectNoLeak(() => runOn("cpu", trainProgram(network, 0), given));
  });

  it("costs more the longer the sequences are", () => {
    const flops = (length: number): number => {
      const read = attendsToTags(length);
      return countFlops(predictProgram(read), predictSignature(read, 1)).flops;
    };
    // One more place: key and value projections of 4 x 4, scores and sums over 4 numbers, two operations each.
    expect(flops(3) - flops(2)).toBeGreaterThanOrEqual(2 * (2 * 16 + 2 * 4));
  });
});

describe("a network that reads a sequence element by element", () => {
  let trainer: Trainer;
  beforeAll(async () => {
    trainer = await trained(attendsToTags(4));
  });
  afterAll(() => trainer.close());

  it("trains what attention reads with", async () => {
    const fresh = await trainerFor(log, attendsToTags(4));
    expect(trainer.dense.get("history/output/kernel")).not.toEqual(fresh.dense.get("history/output/kernel"));
    await fresh.close();
  });

  it("ends in the same bits when it is killed in epoch 2 and resumed, with dropout", async () => {
    const options = { dropout: 0.3 };
    const whole = await trained(attendsToTags(4), options);
    const { scratchDir } = loopFor(log);
    const controller = new AbortController();
    const report: LoopOptions["report"] = ({ message, done = 0 }) => {
      if (message.startsWith("epoch 2 ") && done > 3 * batchSize) controller.abort(new Error("killed"));
    };
    const killed = trained(attendsToTags(4), options, { scratchDir, report, signal: controller.signal });
    await expect(killed).rejects.toThrow("killed");
    const resumed = await trained(attendsToTags(4), options, { scratchDir });
    expect([...resumed.dense]).toEqual([...whole.dense]);
    expect(resumed.tables.map(({ values }) => values)).toEqual(whole.tables.map(({ values }) => values));
    await whole.close();
    await resumed.close();
  });

  it.each([4, 2])(
    "is exported with the last %i elements: the ONNX model predicts as the trainer does",
    async (length) => {
      const other = await trained(attendsToTags(length));
      const { maxAbsDifference } = await compareExport(other, exportNetwork(other, log.encode), log.encode, testRows());
      // One float32 rounding of a probability is 6e-8; the graphs differ in the order of sums.
      expect(maxAbsDifference).toBeLessThan(1e-6);
      await other.close();
    },
  );

  it("attributes to a sequence the sum over its elements, and over what a frozen table gives of them", async () => {
    const sums = await trained(sumsTags(2), frozenTags());
    const dependence = await dependenceOn(sums);
    const { values } = sums.tables[2];
    const { rows, features } = await firstBatch();
    const { ids, offsets } = features[2];
    const sizes = Array.from({ length: rows }, (_, b) => {
      const [from, to] = [offsets?.[b] ?? 0, offsets?.[b + 1] ?? 0];
      // A table row is three times four numbers long; the frozen table holds 0.1 at place 0 of every row.
      const last = ids.subarray(Math.max(from, to - 2), to);
      return Math.abs(last.reduce((sum, id) => sum + values[12 * id] + 1, 0));
    });
    expect(dependence[2]).toBeCloseTo(sizes.reduce((sum, size) => sum + size, 0) / rows, 5);
    expect(dependence[1]).toBe(0);
    await sums.close();
  });

  it("reads a frozen table element by element, and leaves it as it is", async () => {
    const parts = frozenTags();
    const sums = await trained(sumsTags(2), parts);
    expect(parts.frozenTables[0].table.weights).toEqual(frozenTags().frozenTables[0].table.weights);
    const { maxAbsDifference } = await compareExport(sums, exportNetwork(sums, log.encode), log.encode, testRows());
    expect(maxAbsDifference).toBeLessThan(1e-6);
    await sums.close();
  });

  it("names the table of the sequence whose gradient is not finite while the loss is", async () => {
    // The square root has no finite slope at 0, where all embeddings are.
    const sums = sumsTags(2);
    const steep: Network = {
      ...sums,
      logits: (t, inputs) => tf.add(sums.logits(t, inputs), tf.sqrt(tf.sum(inputs.histories[0].vectors, [1, 2]))),
    };
    const broken = await trainerFor(log, steep, frozenTags());
    broken.tables[2].values.fill(0);
    const pending = broken.train({ ...(await firstBatch()), rows: batchSize }, 1, createRng(1, "dropout"));
    await expect(pending).rejects.toThrow(
      "the squared gradient of embedding/0/table of feature site is Infinity in epoch 1, step 1",
    );
    await broken.close();
  });
});

/** A frozen table of the tags whose rows are 0.1, 0, 0, 0. */
function frozenTags() {
  const weights = Float32Array.from({ length: 32 }, (_, i) => (i % 4 === 0 ? 0.1 : 0));
  return {
    frozenTables: [{ feature: 2, table: { spec: { size: 4, rows: 8, bucketOfId: null }, weights, stride: 4 } }],
  };
}

function dependenceOn(trainer: Trainer): Promise<number[]> {
  return networkDependence(
    {
      network: trainer.options.network,
      parameters: trainer.parameters,
      tables: trainer.tables.map(({ view }) => view),
      frozenTables: trainer.options.frozenTables,
    },
    {
      device: log.device,
      rule: quadrature("trapezoid", 5),
      target: "logit",
      batches: testRows().batches({ batchSize: dependenceBatch }),
      rows: 100,
    },
  );
}
