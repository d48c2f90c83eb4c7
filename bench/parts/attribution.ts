import { readFileSync } from "node:fs";
import { join } from "node:path";
import { attributeHere, attributeInThreads } from "../../src/attribution/attribute-batches.ts";
import { type AttributionPool, attributionPool } from "../../src/attribution/attribution-pool.ts";
import { Attributor, type FrozenModel } from "../../src/attribution/attributor.ts";
import { quadrature } from "../../src/attribution/quadrature.ts";
import { openDevice } from "../../src/compute/device.ts";
import type { Device } from "../../src/compute/types.ts";
import type { EncodedBatch } from "../../src/data/batch.ts";
import { RowMemory } from "../../src/models/row-memory.ts";
import { createRng } from "../../src/util/rng.ts";
import { agreeButAtKinks, inTurn, type Line, lineOf, type Passes } from "./line.ts";
import { features, layerFiles, randomLayers, size } from "./network.ts";
import { arrayFile, Peer } from "./peer.ts";
import type { Sizes } from "./sizes.ts";

const values = 10_000;
/** Of the seconds of a part: how long ours runs before it is timed. A peer has had two passes by then, of a second or more each. */
const warmShare = 0.05;
/** Of a score, but for one in ten thousand: `agreeButAtKinks`. */
const tolerance = 1e-4;
const peers = [
  { method: "captum", peer: "Captum", goal: 20 },
  { method: "loop", peer: "torch.autograd.grad", goal: 2 },
] as const;

interface Case {
  readonly rule: "riemann" | "gausslegendre";
  readonly steps: number;
  /** Part of the rows that is attributed. */
  readonly share: number;
}
const cases: readonly Case[] = [
  { rule: "riemann", steps: 5, share: 1 },
  { rule: "gausslegendre", steps: 50, share: 0.125 },
];

/** Integrated Gradients from ids to one score a feature, T = 5 and 50, one thread and two. */
export async function attribution(folder: string, sizes: Sizes): Promise<Line[]> {
  const rng = createRng(1, "bench attribution");
  // As the stage holds them.
  const held = new RowMemory();
  const weights = held.floats(features * values * size);
  for (let i = 0; i < weights.length; i++) weights[i] = 0.3 * rng.normal();
  const tables = Array.from({ length: features }, (_, f) => ({
    spec: { size, rows: values, bucketOfId: null },
    weights: weights.subarray(f * values * size, (f + 1) * values * size),
    stride: size,
  }));
  const layers = randomLayers();
  const network = { sizes: new Array<number>(features).fill(size), layers };
  const spec = {
    tables: arrayFile(join(folder, "tables.bin"), weights, [features, values, size]),
    layers: layerFiles(folder, layers),
    result: join(folder, "scores.bin"),
  };
  const lines: Line[] = [];
  for (const one of cases) {
    const rows = Math.ceil(sizes.attributedRows * one.share);
    const ids = Int32Array.from({ length: rows * features }, () => rng.below(values));
    const given = { ...spec, ids: arrayFile(join(folder, "ids.bin"), ids, [rows, features]) };
    for (const threads of sizes.threads) {
      const ours = await OurScores.open({ tables, memory: held.memory, network }, one, { ids, rows, threads });
      for (const method of peers) {
        lines.push(await against(method, ours, join(folder, "spec.json"), { ...given, ...one, threads }, sizes));
      }
      await ours.close();
    }
  }
  return lines;
}

async function against(
  { method, peer: name, goal }: (typeof peers)[number],
  ours: OurScores,
  specPath: string,
  spec: Case & { readonly result: string; readonly threads: number },
  often: Passes,
): Promise<Line> {
  const peer = await Peer.open("integrated_gradients.py", ["torch", "captum"], specPath, { ...spec, method });
  let difference: number | null = null;
  if (peer !== null) {
    await ours.pass();
    await peer.pass();
    const theirs = new Float32Array(new Uint8Array(readFileSync(spec.result)).buffer);
    difference = agreeButAtKinks(`IG by ${name}`, ours.scores, theirs, tolerance);
  }
  for (let spent = 0; spent < warmShare * often.seconds;) spent += await ours.pass();
  const times = await inTurn(() => ours.pass(), peer && (async () => (await peer.pass()).seconds), often);
  peer?.close();
  const part = `IG, T = ${spec.steps}, ${spec.threads} ${spec.threads === 1 ? "thread" : "threads"}`;
  return lineOf({ part, peer: name, goal, difference, tolerance }, ours.rows, times);
}

/** What the stage does with batches of rows: threads, where there is more than one, with a program of one thread each. */
class OurScores {
  readonly rows: number;
  /** [B, F] */
  readonly scores: Float32Array;
  readonly #device: Device;
  readonly #attributor: Attributor;
  readonly #pool: AttributionPool | undefined;
  readonly #batches: readonly EncodedBatch[];

  private constructor(device: Device, attributor: Attributor, { ids, rows, threads }: Given) {
    this.rows = rows;
    this.scores = new Float32Array(rows * features);
    this.#device = device;
    this.#attributor = attributor;
    this.#pool = attributionPool(attributor, "cpu", threads);
    this.#batches = cut(ids, rows, attributor.batchSize);
  }

  static async open(model: FrozenModel, { rule, steps }: Case, given: Given): Promise<OurScores> {
    const device = await openDevice("cpu", { threads: 1 });
    return new OurScores(device, await Attributor.create(device, model, quadrature(rule, steps), "probability"), given);
  }

  /** Attributes all rows; its seconds. */
  async pass(): Promise<number> {
    const start = performance.now();
    const batches = inOrder(this.#batches);
    const attributed = this.#pool ? attributeInThreads(this.#pool, batches) : attributeHere(this.#attributor, batches);
    let at = 0;
    for await (const { batch, scores } of attributed) {
      this.scores.set(scores.subarray(0, batch.rows * features), at);
      at += batch.rows * features;
    }
    return (performance.now() - start) / 1000;
  }

  async close(): Promise<void> {
    await this.#pool?.close();
    await this.#attributor.close();
    await this.#device.close();
  }
}

interface Given {
  readonly ids: Int32Array;
  readonly rows: number;
  readonly threads: number;
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
