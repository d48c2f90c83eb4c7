import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EncodedBatch } from "../../src/data/batch.ts";
import { EncodedSplit } from "../../src/data/encoded-rows.ts";
import { dnnNetwork } from "../../src/models/dnn.ts";
import type { Network } from "../../src/models/network.ts";
import { exportNetwork } from "../../src/training/export-network.ts";
import { compareExport, countParameters } from "../../src/training/finished-model.ts";
import { trainLoop } from "../../src/training/train-loop.ts";
import { Trainer } from "../../src/training/trainer.ts";
import { createRng } from "../../src/util/rng.ts";
import { expectClose } from "../support/close.ts";
import { testDevice } from "../support/run-both.ts";
import { loopFor, openHistoryLog, trainerFor, type TrainingLog } from "../support/training-log.ts";

/** Two features of one number each: a candidate, and a history that shares its table. */
const specs = [
  { size: 1, rows: 6, bucketOfId: null },
  { size: 1, rows: 6, bucketOfId: null, tableOf: 0 },
];

/** Two rows: candidate 3 with the history 3, 4; and candidate 4 with the history 5. */
const batch: EncodedBatch = {
  rows: 2,
  domain: Int32Array.of(0, 0),
  label: Int32Array.of(1, 0),
  row: Float64Array.of(0, 1),
  features: [
    { ids: Int32Array.of(3, 4), offsets: null },
    { ids: Int32Array.of(3, 4, 5), offsets: Int32Array.of(0, 2, 3) },
  ],
};

describe("a table that two features share", () => {
  let trainer: Trainer;
  beforeAll(async () => {
    const rates = { learningRate: 0.01, embeddingL2: 0, dropout: 0, seed: 1, batchSize: 2 };
    const network = dnnNetwork({ inputSize: 2, hidden: [] });
    trainer = await Trainer.create(await testDevice("cpu"), { network, specs, frozenRows: [0, 0], ...rates });
    const [table] = trainer.tables;
    table.values.fill(0);
    trainer.dense.get("dense/0/kernel")?.set([2, -4]);
    await trainer.train(batch, 1, createRng(1, "dropout"));
  });
  afterAll(() => trainer.close());

  it("is one table", () => {
    expect(trainer.tables[1]).toBe(trainer.tables[0]);
    expect(countParameters(trainer).embedding).toBe(6);
  });

  it("gets the gradients of both, summed for each id, in one update", () => {
    // The logits are 0: their gradients are (½ - 1) / 2 = -¼ of row 0 and ¼ of row 1, times 2 for the candidate and -4 for the history.
    const gradients = [
      -0.25 * 2 + (-0.25 * -4) / 2, // 3: the candidate of row 0, and half of its history
      (-0.25 * -4) / 2 + 0.25 * 2, // 4: half of the history of row 0, and the candidate of row 1
      0.25 * -4, // 5: the history of row 1
    ];
    const { values } = trainer.tables[0];
    const moment = (id: number, place: number): number => values[3 * id + place];
    expectClose(
      [3, 4, 5].map((id) => 10 * moment(id, 1)),
      gradients,
    );
    expectClose(
      [3, 4, 5].map((id) => 1000 * moment(id, 2)),
      gradients.map((gradient) => gradient ** 2),
    );
  });

  it("leaves the rows of other ids as they were", () => {
    expect([...trainer.tables[0].values.subarray(0, 9)]).toEqual(new Array<number>(9).fill(0));
  });
});

describe("a table that a history reads element by element", () => {
  it("gets the gradient of each of the last elements, beside those of the pooled inputs", async () => {
    // The logit is 2 times the candidate, -4 times the mean of the history, and 8 times the sum of its last element.
    const read: Network = {
      ...dnnNetwork({ inputSize: 2, hidden: [] }),
      sequences: [{ feature: 1, size: 1, length: 1, candidate: 0 }],
      logits: (parameters, { x, histories }) => {
        const pooled = tf.add(tf.matMul(x, parameters["dense/0/kernel"]), parameters["dense/0/bias"]);
        return tf.reshape(tf.add(pooled, tf.mul(tf.sum(histories[0].vectors, 1), 8)), [x.shape[0]]);
      },
    };
    const rates = { learningRate: 0.01, embeddingL2: 0, dropout: 0, seed: 1, batchSize: 2 };
    const options = { network: read, specs, frozenRows: [0, 0], ...rates };
    const trainer = await Trainer.create(await testDevice("cpu"), options);
    trainer.tables[0].values.fill(0);
    trainer.dense.get("dense/0/kernel")?.set([2, -4]);
    await trainer.train(batch, 1, createRng(1, "dropout"));
    const values = trainer.tables[0].values.slice();
    await trainer.close();
    expectClose(
      [3, 4, 5].map((id) => 10 * values[3 * id + 1]),
      [
        -0.25 * 2 + (-0.25 * -4) / 2, // 3: as without the last element, which 4 is
        (-0.25 * -4) / 2 + 0.25 * 2 - 0.25 * 8,
        0.25 * -4 + 0.25 * 8,
      ],
    );
  });
});

describe("training with a shared table", () => {
  let log: TrainingLog;
  beforeAll(async () => {
    log = await openHistoryLog();
  });
  afterAll(() => log.session.close());

  const network = dnnNetwork({ inputSize: 12, hidden: [8] });
  const train = async (epochs: number, scratchDir = loopFor(log).scratchDir): Promise<Trainer> => {
    const trainer = await trainerFor(log, network);
    await trainLoop(trainer, loopFor(log, { maxEpochs: epochs, scratchDir }));
    return trainer;
  };

  it("resumes to the same bits", async () => {
    const { scratchDir } = loopFor(log);
    const [whole, half] = [await train(2), await train(1, scratchDir)];
    const resumed = await train(2, scratchDir);
    expect(resumed.tables.map(({ values }) => values)).toEqual(whole.tables.map(({ values }) => values));
    for (const trainer of [whole, half, resumed]) await trainer.close();
  });

  it("exports one initialiser that both features read", async () => {
    const trainer = await train(1);
    const test = new EncodedSplit(log.session, log.encodeDir, log.encode, "test");
    const onnx = exportNetwork(trainer, log.encode);
    // One float32 rounding of a probability is 6e-8; the graphs differ in the order of sums.
    expect((await compareExport(trainer, onnx, log.encode, test)).maxAbsDifference).toBeLessThan(1e-6);
    const bytes = Buffer.from(trainer.tables[0].weights().buffer);
    const first = Buffer.from(onnx).indexOf(bytes);
    expect(first).toBeGreaterThan(0);
    expect(Buffer.from(onnx).indexOf(bytes, first + 1)).toBe(-1);
    await trainer.close();
  });
});
