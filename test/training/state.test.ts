import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dependenceBatch, networkDependence } from "../../src/attribution/network-dependence.ts";
import { quadrature } from "../../src/attribution/quadrature.ts";
import { EncodedSplit } from "../../src/data/encoded-rows.ts";
import { dnnNetwork } from "../../src/models/dnn.ts";
import { readSafetensors } from "../../src/models/safetensors.ts";
import { star } from "../../src/models/star.ts";
import { exportNetwork } from "../../src/training/export-network.ts";
import { compareExport, countParameters, saveWeights } from "../../src/training/finished-model.ts";
import { trainLoop } from "../../src/training/train-loop.ts";
import type { Trainer } from "../../src/training/trainer.ts";
import { temporaryFolder } from "../support/run-stage.ts";
import { loopFor, networkFor, openTrainingLog, trainerFor, type TrainingLog } from "../support/training-log.ts";

const means = "star/norm/movingMean";

/** A model with state, trained for two epochs. */
describe("the state of a trained network", () => {
  let log: TrainingLog;
  let trainer: Trainer;
  beforeAll(async () => {
    log = await openTrainingLog();
    trainer = await trainerFor(log, networkFor(log, star, { hidden: [8], partitionedNorm: true }));
    await trainLoop(trainer, loopFor(log, { maxEpochs: 2 }));
  });
  afterAll(async () => {
    await trainer.close();
    log.session.close();
  });

  const testRows = (): EncodedSplit => new EncodedSplit(log.session, log.encodeDir, log.encode, "test");

  /** What `measure` gives with the running means as trained, and with others. */
  async function withOtherMeans<T>(measure: () => Promise<T>): Promise<{ trained: T; other: T }> {
    const values = trainer.dense.get(means) ?? new Float32Array(0);
    const kept = values.slice();
    const trained = await measure();
    values.fill(3);
    const other = await measure();
    values.set(kept);
    return { trained, other };
  }

  it("has followed the batches", () => {
    expect(trainer.dense.get(means)?.every((value) => value !== 0)).toBe(true);
  });

  it("has no moments, and is not counted among the parameters", () => {
    expect(trainer.dense.has(`m/${means}`)).toBe(false);
    // K = 11: γ, β [11] and γ_d, β_d [3, 11]; four kernels and biases of 11 → 8 and of 8 → 1.
    expect(countParameters(trainer).dense).toBe(2 * 11 + 2 * 33 + 4 * (88 + 8) + 4 * (8 + 1));
  });

  it("is saved with the weights", async () => {
    const path = join(temporaryFolder(), "model.safetensors");
    await saveWeights(trainer, path);
    expect((await readSafetensors(path)).get(means)).toEqual({ shape: [3, 11], data: trainer.dense.get(means) });
  });

  it("is exported: the ONNX model predicts as the trainer does", async () => {
    const compared = await compareExport(trainer, exportNetwork(trainer, log.encode), log.encode, testRows());
    expect(compared.rows).toBe(100);
    // One float32 rounding of a probability is 6e-8; the graphs differ in the order of sums.
    expect(compared.maxAbsDifference).toBeLessThan(1e-6);
  });

  it("is what predictions read", async () => {
    const { trained, other } = await withOtherMeans(async () => {
      for await (const batch of testRows().batches({ batchSize: 100 })) return trainer.predict(batch);
      return new Float32Array(0);
    });
    expect(other).not.toEqual(trained);
  });

  it("is what attribution reads", async () => {
    const tables = trainer.tables.map(({ view }) => view);
    const model = { network: trainer.options.network, parameters: trainer.dense, tables };
    const rule = quadrature("trapezoid", 5);
    const { trained, other } = await withOtherMeans(() => {
      const batches = testRows().batches({ batchSize: dependenceBatch });
      return networkDependence(model, { device: log.device, rule, target: "probability", batches, rows: 100 });
    });
    expect(trained.every((dependence) => dependence > 0)).toBe(true);
    expect(other).not.toEqual(trained);
  });

  it("must be updated by the network that declares it", async () => {
    const spec = { name: "forgotten", shape: [1], initialiser: "zeros" } as const;
    const forgetful = { ...dnnNetwork({ inputSize: 11, hidden: [] }), state: [spec] };
    await expect(trainerFor(log, forgetful)).rejects.toThrow("declares the state forgotten and does not update it");
  });
});
