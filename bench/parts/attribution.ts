import { readFileSync } from "node:fs";
import { join } from "node:path";
import { attributeHere, attributeInThreads } from "../../src/attribution/attribute-batches.ts";
import { attributionPool } from "../../src/attribution/attribution-pool.ts";
import { Attributor } from "../../src/attribution/attributor.ts";
import { quadrature } from "../../src/attribution/quadrature.ts";
import { openDevice } from "../../src/compute/device.ts";
import type { EncodedBatch } from "../../src/data/batch.ts";
import { createRng } from "../../src/util/rng.ts";
import { agree, inTurn, type Line, lineOf } from "./line.ts";
import { features, layerFiles, randomLayers, size } from "./network.ts";
import { arrayFile, Peer } from "./peer.ts";
import type { Sizes } from "./sizes.ts";

const values = 10_000;
const tolerance = 1e-4;
const peers = [
  { method: "captum", peer: "Captum", goal: 20 },
  { method: "loop", peer: "torch.autograd.grad", goal: 2 },
] as const;

/** Integrated Gradients from ids to one score a feature, T = 5 and 50, one thread and two. */
export async function attribution(
  folder: string,
  { attributedRows: rows, threads: threadCounts, ...often }: Sizes,
): Promise<Line[]> {
  const rng = createRng(1, "bench attribution");
  const weights = Float32Array.from({ length: features * values * size }, () => 0.3 * rng.normal());
  const ids = Int32Array.from({ length: rows * features }, () => rng.below(values));
  const layers = randomLayers();
  const spec = {
    tables: arrayFile(join(folder, "tables.bin"), weights, [features, values, size]),
    ids: arrayFile(join(folder, "ids.bin"), ids, [rows, features]),
    layers: layerFiles(folder, layers),
    result: join(folder, "scores.bin"),
  };
  const table = (f: number): Float32Array => weights.subarray(f * values * size, (f + 1) * values * size);
  const tables = Array.from({ length: features }, (_, f) => ({
    spec: { size, rows: values, bucketOfId: null },
    weights: table(f),
    stride: size,
  }));
  const lines: Line[] = [];
  for (const [rule, steps] of [
    ["riemann", 5],
    ["gausslegendre", 50],
  ] as const) {
    for (const threads of threadCounts) {
      const device = await openDevice("cpu", { threads: 1 });
      const network = { sizes: new Array<number>(features).fill(size), layers };
      const attributor = await Attributor.create(device, { tables, network }, quadrature(rule, steps), "probability");
      // As the stage does it: one thread each, with a program of one thread.
      const pool = attributionPool(attributor, "cpu", threads);
      const batches = cut(ids, rows, attributor.batchSize);
      const scores = new Float32Array(rows * features);
      const ours = async (): Promise<number> => {
        const start = performance.now();
        let at = 0;
        const given = inOrder(batches);
        for await (const found of pool ? attributeInThreads(pool, given) : attributeHere(attributor, given)) {
          scores.set(found.scores.subarray(0, found.batch.rows * features), at);
          at += found.batch.rows * features;
        }
        return (performance.now() - start) / 1000;
      };
      for (const { method, peer: name, goal } of peers) {
        const modules = ["torch", "captum"];
        const options = { ...spec, method, rule, steps, threads };
        const peer = await Peer.open("integrated_gradients.py", modules, join(folder, "spec.json"), options);
        let difference: number | null = null;
        if (peer !== null) {
          await ours();
          await peer.pass();
          const theirs = readFileSync(spec.result);
          difference = agree(`IG by ${name}`, scores, new Float32Array(new Uint8Array(theirs).buffer), tolerance);
        }
        const times = await inTurn(ours, peer && (async () => (await peer.pass()).seconds), often);
        peer?.close();
        const part = `IG, T = ${steps}, ${threads} ${threads === 1 ? "thread" : "threads"}`;
        lines.push(lineOf({ part, peer: name, goal, difference, tolerance }, rows, times));
      }
      await pool?.close();
      await attributor.close();
      await device.close();
    }
  }
  return lines;
}

async function* inOrder(batches: readonly EncodedBatch[]): AsyncGenerator<EncodedBatch> {
  for (const batch of batches) yield await Promise.resolve(batch);
}

function cut(ids: Int32Array, rows: number, batchSize: number): EncodedBatch[] {
  return Array.from({ length: Math.ceil(rows / batchSize) }, (_, i) => {
    const from = i * batchSize;
    const count = Math.min(batchSize, rows - from);
    const column = (f: number): Int32Array =>
      Int32Array.from({ length: count }, (_, b) => ids[(from + b) * features + f]);
    return {
      rows: count,
      domain: new Int32Array(count),
      label: new Int32Array(count),
      row: new Float64Array(count),
      features: Array.from({ length: features }, (_, f) => ({ ids: column(f), offsets: null })),
    };
  });
}
