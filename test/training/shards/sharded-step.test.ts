import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { openDevice } from "../../../src/compute/device.ts";
import type { EncodedBatch } from "../../../src/data/batch.ts";
import { dnnNetwork } from "../../../src/models/dnn.ts";
import { modelTable } from "../../../src/models/index.ts";
import { type Network, networkOf } from "../../../src/models/network.ts";
import { runsAsShards } from "../../../src/training/shards/shard-plan.ts";
import { Trainer, type TrainerOptions } from "../../../src/training/trainer.ts";
import { createRng } from "../../../src/util/rng.ts";
import { modelNames } from "../../../src/util/model-names.ts";
import { expectClose } from "../../support/close.ts";
import { attendsToTags } from "../../support/history-network.ts";

const batchSize = 2100;
const values = 40;

/** Two scalars and a sequence of up to five elements, the first of a row and the sequence from one table. */
function batchOf(rows: number, seed = 1): EncodedBatch {
  const rng = createRng(seed, "batch");
  const ids = (length: number, below: number): Int32Array => Int32Array.from({ length }, () => rng.below(below));
  const offsets = new Int32Array(rows + 1);
  for (let b = 0; b < rows; b++) offsets[b + 1] = offsets[b] + rng.below(6);
  const features = [
    { ids: ids(rows, values), offsets: null },
    { ids: ids(rows, values), offsets: null },
    { ids: ids(offsets[rows], values), offsets },
  ];
  return { rows, domain: ids(rows, 2), label: ids(rows, 2), row: new Float64Array(rows), features };
}

async function trainerOf(network: Network, more: Partial<TrainerOptions>): Promise<Trainer> {
  const device = await openDevice("cpu", { threads: 1 });
  const spec = { size: 4, rows: values, bucketOfId: null };
  return Trainer.create(device, {
    network,
    specs: [spec, spec, { ...spec, tableOf: 0 }],
    frozenRows: [0, -1, 0],
    batchSize,
    learningRate: 0.01,
    embeddingL2: 0,
    dropout: 0,
    seed: 3,
    ...more,
  });
}

interface Step {
  readonly loss: number;
  readonly weight: number;
  /** Parameters, and both moments of them and of the rows of tables: after a first step these are the gradients. */
  readonly numbers: ReadonlyMap<string, Float32Array>;
}

async function firstStep(network: Network, batch: EncodedBatch, more: Partial<TrainerOptions> = {}): Promise<Step> {
  const trainer = await trainerOf(network, more);
  const { loss, weight } = await trainer.train(batch, 1, createRng(5, "dropout"));
  const numbers = new Map([...trainer.dense].filter(([name]) => /^[mv]\//.test(name)));
  for (const [f, { values: table }] of trainer.ownTables) {
    numbers.set(`table ${f}`, Float32Array.from(table.filter((_, i) => i % 12 >= 4)));
  }
  await trainer.close();
  return { loss, weight, numbers };
}

async function expectSameStep(
  network: Network,
  batch: EncodedBatch,
  more: Partial<TrainerOptions> = {},
): Promise<void> {
  expect(runsAsShards(network, "cpu", batchSize)).toBe(true);
  const sharded = await firstStep(network, batch, more);
  const whole = await firstStep({ ...network, rowWise: false }, batch, more);
  expect(sharded.weight).toBe(whole.weight);
  expectClose([sharded.loss], [whole.loss]);
  expect([...sharded.numbers.keys()]).toEqual([...whole.numbers.keys()]);
  for (const [name, numbers] of whole.numbers) expectClose(sharded.numbers.get(name) ?? [], numbers);
}

const network = dnnNetwork({ inputSize: 12, hidden: [16, 8] });

describe("a step in shards has the loss and the gradients of the step of all rows", () => {
  it.each<[string, Partial<TrainerOptions>]>([
    ["as it is", {}],
    ["clipped", { clipNorm: 0.01 }],
    ["within the bound on the norm", { clipNorm: 100 }],
    ["with row weights", { rowWeights: Float32Array.of(1, 3, 0.5, 2) }],
    ["with dropout", { dropout: 0.3 }],
    ["with L2 on embeddings", { embeddingL2: 0.01 }],
    ["with everything", { clipNorm: 0.02, rowWeights: Float32Array.of(1, 3, 0, 2), dropout: 0.5, embeddingL2: 0.1 }],
  ])("%s", async (_, more) => {
    await expectSameStep(network, batchOf(batchSize), more);
  });

  it.each([1, 600, 1050, 1051, 2099])("with %i of 2100 rows", async (rows) => {
    await expectSameStep(network, batchOf(rows), { rowWeights: Float32Array.of(1, 3, 0.5, 2) });
  });

  it("of a network that reads a history", async () => {
    await expectSameStep(attendsToTags(3), batchOf(1800), { clipNorm: 0.05 });
  });
});

describe("every model that is row-wise", () => {
  const shape = {
    sizes: [4, 4, 4],
    sensitive: [1],
    domains: 2,
    sequences: [{ feature: 2, size: 4, length: 3, candidate: 0 }],
  };
  const networks = modelNames.map((name) => {
    const model = modelTable[name];
    return { name, network: networkOf(model, shape, model.defaults({ hidden: [8, 6, 4] })) };
  });
  it.each(networks.filter((model) => model.network.rowWise))("$name", async (model) => {
    await expectSameStep(model.network, batchOf(batchSize));
  });
});

describe("a step in shards that is not finite", () => {
  const steep: Network = {
    ...network,
    specs: [...network.specs, { name: "steep", shape: [1], initialiser: "zeros" }],
    logits: (parameters, inputs) => tf.add(network.logits(parameters, inputs), tf.sqrt(parameters["steep"])),
  };

  it.each([null, 1])("names the gradient, and updates nothing, with a bound of %s", async (clipNorm) => {
    const trainer = await trainerOf(steep, { clipNorm });
    const before = trainer.weights();
    const step = trainer.train(batchOf(batchSize), 7, createRng(1, "dropout"));
    // Not a number: rows of either label pull at infinity.
    await expect(step).rejects.toThrow("the squared gradient of steep is NaN in epoch 7, step 1");
    expect(trainer.weights()).toEqual(before);
    await trainer.close();
  });

  it("names what went into it", async () => {
    const trainer = await trainerOf(network, {});
    trainer.dense.get("dense/1/kernel")?.fill(NaN, 2, 3);
    const step = trainer.train(batchOf(batchSize), 7, createRng(1, "dropout"));
    await expect(step).rejects.toThrow("dense/1/kernel is NaN in epoch 7, step 1");
    await trainer.close();
  });
});
