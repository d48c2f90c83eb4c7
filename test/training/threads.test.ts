import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import type { openDevice } from "../../src/compute/device.ts";
import type { EncodedBatch } from "../../src/data/batch.ts";
import type { dnnNetwork } from "../../src/models/dnn.ts";
import type { Trainer } from "../../src/training/trainer.ts";
import { createRng } from "../../src/util/rng.ts";

/** Enough ids a step for threads to be used. */
const rows = 2048;
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

async function train(threads: number): Promise<Trained> {
  const { openDevice: open } = await compiled<{ openDevice: typeof openDevice }>("compute/device.js");
  const { dnnNetwork: dnn } = await compiled<{ dnnNetwork: typeof dnnNetwork }>("models/dnn.js");
  const { Trainer: Compiled } = await compiled<{ Trainer: typeof Trainer }>("training/trainer.js");
  const device = await open("cpu", { threads });
  const trainer = await Compiled.create(device, {
    network: dnn({ inputSize: 4 * features, hidden: [16] }),
    specs: Array.from({ length: features }, () => ({ size: 4, rows: 1000, bucketOfId: null })),
    frozenRows: new Array<number>(features).fill(0),
    batchSize: rows,
    learningRate: 0.01,
    embeddingL2: 0.001,
    dropout: 0.2,
    seed: 1,
  });
  const uniforms = createRng(1, "dropout");
  const losses: number[] = [];
  for (let step = 1; step <= 6; step++) losses.push((await trainer.train(batchOf(step), 1, uniforms)).loss);
  const logits = await trainer.predict(batchOf(7));
  const tables = trainer.weights().tables.map(({ weights }) => weights);
  await trainer.close();
  await device.close();
  return { losses, logits, tables };
}

it("training with two threads gives the bits of training with one", async () => {
  const one = await train(1);
  expect(await train(2)).toEqual(one);
  expect(one.losses[5]).not.toBe(one.losses[0]);
});
