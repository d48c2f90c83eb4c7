import { cpus } from "node:os";
import { openDevice } from "../src/compute/device.ts";
import type { Device } from "../src/compute/types.ts";
import type { EncodedBatch } from "../src/data/batch.ts";
import { modelTable } from "../src/models/index.ts";
import { networkOf } from "../src/models/network.ts";
import { Trainer } from "../src/training/trainer.ts";
import type { ModelName } from "../src/util/model-names.ts";
import { createRng } from "../src/util/rng.ts";

// Whole training steps as `domainlens train` does them: gather, compiled forward, backward and Adam, embedding update.

const rows = 4096;
const size = 8;
const features = 19;
const hidden = [128, 64, 32];
const shape = { sizes: new Array<number>(features).fill(size), sensitive: [0, 5, 9], domains: 3 };
const threads = Number(process.argv[2] ?? 1);
const passes = Number(process.argv[3] ?? 15);
const models = (process.argv[4] ?? "shared-dnn,dsfm").split(",") as ModelName[]; // As named in the model table.

type Ids = "uniform" | "zipf";

/**
 * Batches of ids, one feature with a vocabulary of `values` and 10,000 for the others: uniform, the worst case for caches and embedding
 * update, or about Zipf with exponent 1 (value = V^u), as in logs.
 */
function makeBatches(values: number, count: number, ids: Ids): EncodedBatch[] {
  const rng = createRng(1, "batches");
  const value = (below: number, u: number): number => (ids === "uniform" ? u * below : below ** u - 1);
  const draw = (below: number): Int32Array =>
    Int32Array.from({ length: rows }, () => Math.min(below - 1, Math.floor(value(below, rng.uniform()))));
  return Array.from({ length: count }, () => ({
    rows,
    domain: draw(3),
    label: draw(2),
    row: new Float64Array(rows),
    features: shape.sizes.map((_, f) => ({ ids: draw(f === 0 ? values : 10_000), offsets: null })),
  }));
}

async function makeTrainer(device: Device, name: ModelName, values: number): Promise<Trainer> {
  const model = modelTable[name];
  const network = networkOf(model, shape, model.defaults({ hidden }));
  const specs = shape.sizes.map((_, f) => ({ size, rows: f === 0 ? values : 10_000, bucketOfId: null }));
  const frozenRows = specs.map(() => -1);
  const rates = { learningRate: 0.001, embeddingL2: 0, dropout: 0 };
  return Trainer.create(device, { network, specs, frozenRows, batchSize: rows, ...rates, seed: 1 });
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Milliseconds of each pass of each trainer, in turn. */
async function timeSteps(
  trainers: readonly Trainer[],
  batches: readonly EncodedBatch[],
  warmUp = 3,
): Promise<number[][]> {
  const times: number[][] = trainers.map(() => []);
  const uniforms = createRng(1, "dropout");
  for (let pass = 0; pass < passes + warmUp; pass++) {
    for (const [t, trainer] of trainers.entries()) {
      const start = performance.now();
      await trainer.train(batches[pass % batches.length], 1, uniforms);
      if (pass >= warmUp) times[t].push(performance.now() - start);
    }
  }
  return times;
}

console.log(`machine: ${cpus().length} x ${cpus()[0].model}; threads: ${threads}; batch ${rows}`);
const device = await openDevice("cpu", { threads });
for (const ids of ["zipf", "uniform"] as const) {
  const trainers = [];
  for (const name of models) trainers.push(await makeTrainer(device, name, 10_000));
  const times = await timeSteps(trainers, makeBatches(10_000, 8, ids));
  console.log(`${ids} ids`);
  models.forEach((name, m) => {
    const ratio = median(times[m].map((time, i) => time / times[0][i]));
    const milliseconds = median(times[m]);
    const rate = Math.round((1000 * rows) / milliseconds).toLocaleString("en");
    const cost = `${ratio.toFixed(2).padStart(6)} x ${models[0]}`;
    console.log(
      `  ${name.padEnd(14)} ${milliseconds.toFixed(1).padStart(7)} ms a step ${rate.padStart(9)} rows/s ${cost}`,
    );
  });
  for (const trainer of trainers) await trainer.close();
}
console.log("goal: dsfm at most 4.00 x shared-dnn");

let first: number | undefined;
for (const values of [10_000, 100_000, 1_000_000, 10_000_000]) {
  const trainer = await makeTrainer(device, "shared-dnn", values);
  const [single] = await timeSteps([trainer], makeBatches(values, 8, "uniform"), 24); // Pages of a new table are first touched in the warm-up.
  const milliseconds = median(single);
  first ??= milliseconds;
  const ratio = (milliseconds / first).toFixed(2);
  console.log(
    `  vocabulary ${values.toLocaleString("en").padStart(10)}  ${milliseconds.toFixed(1)} ms a step  ${ratio} x`,
  );
  await trainer.close();
}
await device.close();

await import("./mkt.ts"); // Both stages of MKT.
