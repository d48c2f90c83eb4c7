import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dependenceBatch, networkDependence } from "../../src/attribution/network-dependence.ts";
import { quadrature } from "../../src/attribution/quadrature.ts";
import { EncodedSplit } from "../../src/data/encoded-rows.ts";
import { dnnNetwork } from "../../src/models/dnn.ts";
import { readSafetensors } from "../../src/models/safetensors.ts";
import { exportNetwork } from "../../src/training/export-network.ts";
import { compareExport, countParameters, readWeights, saveWeights } from "../../src/training/finished-model.ts";
import type { TrainedWeights } from "../../src/training/trained-weights.ts";
import { evaluateSplit, trainLoop } from "../../src/training/train-loop.ts";
import type { Trainer, TrainerOptions } from "../../src/training/trainer.ts";
import { createRng } from "../../src/util/rng.ts";
import { readsFrozen } from "../support/frozen-network.ts";
import { temporaryFolder } from "../support/run-stage.ts";
import { loopFor, openTrainingLog, trainerFor, type TrainingLog } from "../support/training-log.ts";

let log: TrainingLog;
/** A network over the same log, trained for an epoch. */
let source: TrainedWeights;
beforeAll(async () => {
  log = await openTrainingLog();
  const trainer = await trainerFor(log, dnnNetwork({ inputSize: 11, hidden: [] }), { seed: 9 });
  await trainLoop(trainer, loopFor(log, { maxEpochs: 1 }));
  source = trainer.weights();
  await trainer.close();
});
afterAll(() => log.session.close());

const testRows = (): EncodedSplit => new EncodedSplit(log.session, log.encodeDir, log.encode, "test");
const kernel = Float32Array.of(0.5, -1, 2, 0.25, 3, -2, 1);

/** The tags, then the site, by the tables of the source: 3 + 4 numbers. */
const frozenParts = (): Pick<TrainerOptions, "frozen" | "frozenTables"> => ({
  frozen: new Map([["source/kernel", kernel.slice()]]),
  frozenTables: [2, 0].map((feature) => ({ feature, table: source.tables[feature] })),
});

const frozenTrainer = (): Promise<Trainer> => trainerFor(log, readsFrozen, frozenParts());

async function predicted(trainer: Trainer): Promise<Float32Array> {
  for await (const batch of testRows().batches({ batchSize: 100 })) return (await trainer.predict(batch)).slice(0, 100);
  return new Float32Array(0);
}

/** Every bit of the frozen parts of a trainer. */
const frozenBits = ({ options }: Trainer) => ({
  tables: options.frozenTables?.map(({ table }) => Array.from(table.weights)),
  tensors: Array.from(options.frozen?.get("source/kernel") ?? []),
});

describe("the frozen parts of a trained network", () => {
  let trainer: Trainer;
  let before: ReturnType<typeof frozenBits>;
  beforeAll(async () => {
    trainer = await frozenTrainer();
    before = frozenBits(trainer);
    await trainLoop(trainer, loopFor(log, { maxEpochs: 2 }));
  });
  afterAll(() => trainer.close());

  it("are what they were before the steps, while the rest was trained", async () => {
    expect(frozenBits(trainer)).toEqual(before);
    const fresh = await frozenTrainer();
    expect(trainer.dense.get("dense/0/kernel")).not.toEqual(fresh.dense.get("dense/0/kernel"));
    await fresh.close();
  });

  it("have no moments, and are not counted among the parameters", () => {
    expect([...trainer.dense.keys()].filter((name) => name.includes("source"))).toEqual([]);
    // 8 x 4 + 6 x 4 + 8 x 3 embeddings; 11 x 8 + 8 and 8 + 1 of the network.
    expect(countParameters(trainer)).toEqual({ embedding: 80, dense: 105 });
  });

  it("add their part to a prediction: the mean embedding of the tags and that of the site, times the kernel", async () => {
    const without = await trainerFor(log, readsFrozen, {
      ...frozenParts(),
      frozen: new Map([["source/kernel", new Float32Array(7)]]),
    });
    without.startFrom(trainer.weights());
    const [whole, own] = [await predicted(trainer), await predicted(without)];
    await without.close();
    const [site, , tags] = source.tables.map(({ weights }) => weights);
    // Row 0 has no tags and the site with id 3; row 1 has the tag with id 4 and the site with id 5.
    const ofSite = (id: number): number => [0, 1, 2, 3].reduce((sum, e) => sum + site[4 * id + e] * kernel[3 + e], 0);
    const ofTag = (id: number): number => [0, 1, 2].reduce((sum, e) => sum + tags[3 * id + e] * kernel[e], 0);
    expect(whole[0] - own[0]).toBeCloseTo(ofSite(3), 5);
    expect(whole[1] - own[1]).toBeCloseTo(ofSite(5) + ofTag(4), 5);
  });

  it("are saved with the model, and read again without the moments", async () => {
    const path = join(temporaryFolder(), "model.safetensors");
    await saveWeights(trainer, path);
    const stored = await readSafetensors(path);
    expect(stored.get("source/kernel")).toEqual({ shape: [7, 1], data: kernel });
    expect(stored.get("frozen/0/table")).toEqual({ shape: [8, 3], data: source.tables[2].weights });
    const { tables, tensors } = trainer.weights();
    const read = await readWeights(path, log.specs);
    expect(read.tables).toEqual(tables);
    expect(read.tensors.get("dense/1/kernel")).toEqual(tensors.get("dense/1/kernel"));
  });

  it("are exported: the ONNX model predicts as the trainer does", async () => {
    const compared = await compareExport(trainer, exportNetwork(trainer, log.encode), log.encode, testRows());
    expect(compared.rows).toBe(100);
    // One float32 rounding of a probability is 6e-8; the graphs differ in the order of sums.
    expect(compared.maxAbsDifference).toBeLessThan(1e-6);
  });

  it("are attributed to the feature that they embed", async () => {
    const dependence = (values: Float32Array): Promise<number[]> =>
      networkDependence(
        {
          network: readsFrozen,
          parameters: new Map([...trainer.parameters, ["source/kernel", values]]),
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
    // Along the path of the logit, a part that is linear and added neither changes nor is changed by the others.
    const [zero, large] = [
      await dependence(new Float32Array(7)),
      await dependence(kernel.map((value) => 1000 * value)),
    ];
    expect(large[1]).toBe(zero[1]);
    expect(large[0]).toBeGreaterThan(10 * zero[0]);
    expect(large[2]).toBeGreaterThan(10 * zero[2]);
  });

  it("are given again to a run that is resumed, which ends in the same bits", async () => {
    const { scratchDir } = loopFor(log);
    const half = await frozenTrainer();
    await trainLoop(half, loopFor(log, { maxEpochs: 1, scratchDir }));
    await half.close();
    const resumed = await frozenTrainer();
    await trainLoop(resumed, loopFor(log, { maxEpochs: 2, scratchDir }));
    expect([...resumed.dense.values()]).toEqual([...trainer.dense.values()]);
    expect(resumed.tables.map(({ values }) => values)).toEqual(trainer.tables.map(({ values }) => values));
    await resumed.close();
  });
});

describe("a trainer", () => {
  it("refuses a network whose frozen tensors it was not given", async () => {
    await expect(trainerFor(log, readsFrozen, { ...frozenParts(), frozen: new Map() })).rejects.toThrow(
      "source/kernel frozen",
    );
  });

  it("refuses frozen tables of another width than the network reads", async () => {
    await expect(trainerFor(log, readsFrozen, { ...frozenParts(), frozenTables: [] })).rejects.toThrow(
      "the frozen tables give 0 numbers a row, the network reads 7",
    );
  });

  it("that starts from given weights predicts as their network did, and trains on", async () => {
    const network = dnnNetwork({ inputSize: 11, hidden: [8] });
    const first = await trainerFor(log, network);
    await trainLoop(first, loopFor(log, { maxEpochs: 1 }));
    const second = await trainerFor(log, network, { seed: 4 });
    second.startFrom(first.weights());
    expect(await predicted(second)).toEqual(await predicted(first));
    const moments = second.dense.get("m/dense/0/kernel") ?? [];
    expect(moments.every((value) => value === 0)).toBe(true);
    const given = second.weights();
    for await (const batch of testRows().batches({ batchSize: 64 }))
      await second.train(batch, 1, createRng(1, "dropout"));
    expect(second.weights()).not.toEqual(given);
    await first.close();
    await second.close();
  });
});

describe("the best epoch", () => {
  it("is chosen by the rows of the domains that it is to be chosen by", async () => {
    const trainer = await trainerFor(log, dnnNetwork({ inputSize: 11, hidden: [8] }));
    const { history } = await trainLoop(trainer, loopFor(log, { maxEpochs: 1, chooseDomains: [1] }));
    const valid = new EncodedSplit(log.session, log.encodeDir, log.encode, "valid");
    const { byDomain } = await evaluateSplit(trainer, valid, loopFor(log));
    expect(history[0]).toMatchObject({ validAuc: byDomain[1].auc, validLogLoss: byDomain[1].logLoss });
    await trainer.close();
  });

  it("cannot be chosen by a domain without rows", async () => {
    const trainer = await trainerFor(log, dnnNetwork({ inputSize: 11, hidden: [8] }));
    const pending = trainLoop(trainer, loopFor(log, { maxEpochs: 1, chooseDomains: [] }));
    await expect(pending).rejects.toThrow("the valid split has no rows of the domains that a model is trained for");
    await trainer.close();
  });
});
