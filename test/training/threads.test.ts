import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import type { openDevice } from "../../src/compute/device.ts";
import type { EncodedBatch } from "../../src/data/batch.ts";
import type { dnnNetwork } from "../../src/models/dnn.ts";
import type { Trainer } from "../../src/training/trainer.ts";
import { createRng } from "../../src/util/rng.ts";

/** Enough ids a step for threads to be used, and three shards. */
const rows = 3100;
const features = 10;

/** Compiled files alone run in threads. */
async function compiled<Module>(file: string): Promise<Module> {
  return (await import(pathToFileURL(`dist/${file}`).href)) as Module;
}

function batchOf(step: number): EncodedBatch {
  const rng = createRng(step, "batch");
  const ids = (below: number): Int32Array => Int32Array.from({ length: rows }, () => rng.below(below));
  const columns = Array.from({ length: features }, () => ({ ids: ids(1000), offsets: null }));
  return { rows, domain: new Int32Array(rows), label: ids(2), row: new Float64Array(rows), features: columns };
}

interface Trained {
  readonly losses: number[];
  readonly logits: Float32Array;
  readonly tables: Float32Array[];
}

/** @param rowWise whether steps run as shards */
async function openTrainer(threads: number, rowWise: boolean): Promise<Trainer> {
  const { openDevice: open } = await compiled<{ openDevice: typeof openDevice }>("compute/device.js");
  const { dnnNetwork: dnn } = await compiled<{ dnnNetwork: typeof dnnNetwork }>("models/dnn.js");
  const { Trainer: Compiled } = await compiled<{ Trainer: typeof Trainer }>("training/trainer.js");
  return Compiled.create(await open("cpu", { threads }), {
    network: { ...dnn({ inputSize: 4 * features, hidden: [16] }), rowWise },
    specs: Array.from({ length: features }, () => ({ size: 4, rows: 1000, bucketOfId: null })),
    frozenRows: new Array<number>(features).fill(0),
    batchSize: rows,
    learningRate: 0.01,
    clipNorm: 0.1,
    embeddingL2: 0.001,
    dropout: 0.2,
    seed: 1,
  });
}

async function train(threads: number, rowWise: boolean): Promise<Trained> {
  const trainer = await openTrainer(threads, rowWise);
  const uniforms = createRng(1, "dropout");
  const losses: number[] = [];
  for (let step = 1; step <= 6; step++) losses.push((await trainer.train(batchOf(step), 1, uniforms)).loss);
  const logits = await trainer.predict(batchOf(7));
  const tables = trainer.weights().tables.map(({ weights }) => weights);
  await trainer.close();
  return { losses, logits, tables };
}

describe.each([
  ["as shards", true],
  ["as one program", false],
])("steps that run %s", (_, rowWise) => {
  it("give the same bits with one, two and three threads", async () => {
    const one = await train(1, rowWise);
    expect(await train(2, rowWise)).toEqual(one);
    expect(await train(3, rowWise)).toEqual(one);
    expect(one.losses[5]).not.toBe(one.losses[0]);
  });

  it("name the tensor when they diverge, and let threads end that wait for the rest of the step", async () => {
    const trainer = await openTrainer(3, rowWise);
    trainer.dense.get("dense/1/kernel")?.fill(NaN, 2, 3);
    await expect(trainer.train(batchOf(1), 1, createRng(1, "dropout"))).rejects.toThrow("dense/1/kernel is NaN");
    await trainer.close();
  });
});
