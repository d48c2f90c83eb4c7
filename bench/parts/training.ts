import { join } from "node:path";
import { openDevice } from "../../src/compute/device.ts";
import type { EncodedBatch } from "../../src/data/batch.ts";
import { dnnNetwork } from "../../src/models/dnn.ts";
import { Trainer } from "../../src/training/trainer.ts";
import { createRng } from "../../src/util/rng.ts";
import { agree, inTurn, type Line, lineOf } from "./line.ts";
import { features, hidden, layerFiles, size, widths } from "./network.ts";
import { arrayFile, Peer } from "./peer.ts";
import type { Sizes } from "./sizes.ts";

const learningRate = 0.001;
const peers = [
  { method: "dense", peer: "PyTorch, dense gradients" },
  { method: "sparse", peer: "PyTorch, sparse gradients" },
  { method: "fuxictr", peer: "FuxiCTR's DNN" },
];
/** Relative, of the mean loss of an epoch. */
const tolerance = 0.01;

/** Training of the base network from the same weights on the same batches in the same order: one pass is some steps. */
export async function training(folder: string, sizes: Sizes): Promise<Line[]> {
  const { batch, vocabulary, stepsPerPass, passes, threads: threadCounts } = sizes;
  const values = Math.ceil(vocabulary / features);
  const steps = stepsPerPass * (passes + 1);
  const { ids, labels } = rowsOf(batch * steps, values);
  const batches = Array.from({ length: steps }, (_, s) => batchOf(ids, labels, s * batch, batch));
  const lines: Line[] = [];
  const pairs = threadCounts.flatMap((threads) => peers.map((peer) => ({ threads, ...peer })));
  for (const { threads, method, peer: name } of pairs) {
    const device = await openDevice("cpu", { threads });
    const trainer = await Trainer.create(device, {
      network: dnnNetwork({ inputSize: features * size, hidden }),
      specs: Array.from({ length: features }, () => ({ size, rows: values, bucketOfId: null })),
      frozenRows: new Array<number>(features).fill(-1),
      batchSize: batch,
      learningRate,
      embeddingL2: 0,
      dropout: 0,
      seed: 1,
    });
    const peer = await Peer.open(
      "training.py",
      method === "fuxictr" ? ["torch", "fuxictr", "ray"] : ["torch"],
      join(folder, "spec.json"),
      {
        method,
        threads,
        batch,
        stepsPerPass,
        learningRate,
        ...filesOf(folder, trainer, values),
        ids: arrayFile(join(folder, "ids.bin"), ids, [batch * steps, features]),
        labels: arrayFile(join(folder, "labels.bin"), labels, [batch * steps]),
      },
    );
    const losses = [0, 0];
    let step = 0;
    const uniforms = createRng(1, "dropout");
    const ours = async (): Promise<number> => {
      const start = performance.now();
      for (let s = 0; s < stepsPerPass; s++, step++) {
        const next = batches[step + 1] as EncodedBatch | undefined;
        // As the stage gives them.
        const batch = { ...batches[step], ...(next && { copyNext: () => next }) };
        losses[0] += (await trainer.train(batch, 1, uniforms)).loss;
      }
      return (performance.now() - start) / 1000;
    };
    const theirs = async (): Promise<number> => {
      const { seconds, loss } = (await peer?.pass()) ?? { seconds: NaN };
      losses[1] += Number(loss);
      return seconds;
    };
    const times = await inTurn(ours, peer && theirs, sizes);
    const difference = peer && agree(`loss of ${name}`, [losses[0] / losses[1]], [1], tolerance);
    peer?.close();
    await trainer.close();
    await device.close();
    const part = `base training, ${threads} ${threads === 1 ? "thread" : "threads"}`;
    const fixed = { part, peer: name, goal: 3, difference, tolerance };
    lines.push(lineOf(fixed, batch * stepsPerPass, times));
  }
  return lines;
}

/** Ids as in logs, about Zipf, and labels that follow them. */
function rowsOf(rows: number, values: number): { ids: Int32Array; labels: Int32Array } {
  const rng = createRng(1, "bench training");
  const ids = Int32Array.from({ length: rows * features }, () =>
    Math.min(values - 1, Math.floor(values ** rng.uniform() - 1)),
  );
  const effects = Float64Array.from({ length: features * values }, () => 0.5 * rng.normal());
  const labels = Int32Array.from({ length: rows }, (_, b) => {
    let logit = -1;
    for (let f = 0; f < features; f++) logit += effects[f * values + ids[b * features + f]];
    return rng.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  });
  return { ids, labels };
}

function batchOf(ids: Int32Array, labels: Int32Array, from: number, rows: number): EncodedBatch {
  const column = (f: number): Int32Array => Int32Array.from({ length: rows }, (_, b) => ids[(from + b) * features + f]);
  return {
    rows,
    domain: new Int32Array(rows),
    label: labels.slice(from, from + rows),
    row: new Float64Array(rows),
    features: Array.from({ length: features }, (_, f) => ({ ids: column(f), offsets: null })),
  };
}

/** The weights that the trainer begins with. */
function filesOf(folder: string, trainer: Trainer, values: number): object {
  const { tables, tensors } = trainer.weights();
  const all = new Float32Array(features * values * size);
  tables.forEach(({ weights }, f) => all.set(weights, f * values * size));
  const tensor = (name: string): Float32Array => tensors.get(name) ?? new Float32Array(0);
  const layers = widths.slice(1).map((outputs, l) => ({
    inputs: widths[l],
    outputs,
    kernel: tensor(`dense/${l}/kernel`),
    bias: tensor(`dense/${l}/bias`),
  }));
  return {
    tables: arrayFile(join(folder, "tables.bin"), all, [features, values, size]),
    layers: layerFiles(folder, layers),
  };
}
