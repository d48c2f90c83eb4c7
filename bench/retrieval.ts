import { cpus } from "node:os";
import * as tf from "@tensorflow/tfjs";
import { openDevice } from "../src/compute/device.ts";
import type { Program } from "../src/compute/types.ts";
import { KeptChunks } from "../src/retrieval/kept-chunks.ts";
import { topK } from "../src/retrieval/top-k.ts";
import type { Vectors } from "../src/retrieval/types.ts";
import { createRng } from "../src/util/rng.ts";

const [threads, itemCount, userCount, passes] = [1, 2_240_723, 1000, 3].map((value, i) =>
  Number(process.argv[2 + i] ?? value),
);
const count = 500;
const size = 64;
const blockItems = 4096;
const blockUsers = Math.ceil(userCount / Math.ceil(userCount / 128));
/** Slow variants are measured on a part of the users and of the items. */
const [fewUsers, fewItems] = [blockUsers, Math.min(itemCount, 50 * blockItems)];

function vectors(rows: number, purpose: string): Vectors {
  const rng = createRng(1, purpose);
  const values = new Float32Array(rows * size);
  for (let i = 0; i < values.length; i++) values[i] = rng.normal();
  return { rows, size, values };
}

const users = vectors(userCount, "users");
const items = vectors(itemCount, "items");
const device = await openDevice("cpu", { threads });

type Outputs = Record<string, ArrayLike<number>>;

/** Runs a program on whole blocks of the first users and items; milliseconds for one user and one million items. */
async function overBlocks(
  program: Program,
  [someUsers, someItems]: readonly [number, number],
  each: (outputs: Outputs, firstItem: number) => void = () => {},
): Promise<number> {
  const compiled = await device.compile(program, {
    users: { shape: [blockUsers, size], dtype: "float32" },
    items: { shape: [blockItems, size], dtype: "float32" },
  });
  const start = performance.now();
  let products = 0;
  for (let u = 0; u + blockUsers <= someUsers; u += blockUsers) {
    const userBlock = users.values.subarray(u * size, (u + blockUsers) * size);
    for (let i = 0; i + blockItems <= someItems; i += blockItems) {
      const itemBlock = items.values.subarray(i * size, (i + blockItems) * size);
      each(await compiled.run({ users: userBlock, items: itemBlock }), i);
      products += blockUsers * blockItems;
    }
  }
  const milliseconds = performance.now() - start;
  await compiled.close();
  return (1e6 * milliseconds) / products;
}

const scores: Program = (t) => ({ scores: tf.matMul<tf.Tensor2D>(t["items"], t["users"], false, true) });
const byUser: Program = (t) => ({ scores: tf.matMul<tf.Tensor2D>(t["users"], t["items"], false, true) });
const maximum: Program = (t) => ({ maximum: tf.max(scores(t)["scores"], 0) });
const bestOfBlock: Program = (t) => {
  const { values, indices } = tf.topk(byUser(t)["scores"], count);
  return { values, indices };
};

/** Every score against the bar of its user. */
async function filtered(someItems: number): Promise<number> {
  const kept = Array.from({ length: blockUsers }, () => new KeptChunks(count, 0));
  return overBlocks(byUser, [fewUsers, someItems], ({ scores: block }, first) => {
    for (const [b, best] of kept.entries()) {
      let { bar } = best;
      for (let i = 0; i < blockItems; i++) {
        if (block[b * blockItems + i] < bar) continue;
        best.add(first + i, block[b * blockItems + i]);
        bar = best.bar;
      }
    }
  });
}

/** The best of each block, by ONNX Runtime, against the bar of the user. */
async function bestOfBlocks(someItems: number): Promise<number> {
  const kept = Array.from({ length: blockUsers }, () => new KeptChunks(count, 0));
  return overBlocks(bestOfBlock, [fewUsers, someItems], ({ values, indices }, first) => {
    for (const [b, best] of kept.entries()) {
      for (let i = b * count; i < (b + 1) * count && values[i] >= best.bar; i++)
        best.add(first + indices[i], values[i]);
    }
  });
}

async function exact(): Promise<number> {
  const start = performance.now();
  let found = 0;
  for await (const { items: best } of topK(device, { users, items, count })) found += best.length;
  if (found !== userCount * Math.min(count, itemCount)) throw new Error(`found ${found} items`);
  return (1e6 * (performance.now() - start)) / (userCount * itemCount);
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

const [alone, reduced, ours]: number[][] = [[], [], []];
for (let pass = 0; pass < passes; pass++) {
  alone.push(await overBlocks(scores, [userCount, itemCount]));
  reduced.push(await overBlocks(maximum, [userCount, itemCount]));
  ours.push(await exact());
}
const part = await overBlocks(byUser, [fewUsers, fewItems]);
const [filter, onnx] = [await filtered(fewItems), await bestOfBlocks(fewItems)];

console.log(`machine: ${cpus().length} x ${cpus()[0].model}; threads: ${threads}`);
console.log(
  `top ${count} of ${itemCount} items x ${size} for ${userCount} users, blocks of ${blockUsers} x ${blockItems}`,
);
const line = (name: string, milliseconds: number, ratio: number): void => {
  const rate = 1000 / ((milliseconds * itemCount) / 1e6);
  console.log(`  ${name.padEnd(46)} ${rate.toFixed(0).padStart(6)} users/s  ${ratio.toFixed(2)} x the product alone`);
};
const ratios = (times: readonly number[]): number => median(times.map((value, i) => value / alone[i]));
line("product alone, scores returned", median(alone), 1);
line("product alone, one number a user and block", median(reduced), ratios(reduced));
line("exact top-K", median(ours), ratios(ours));
console.log(`  on ${fewUsers} users and ${fewItems} items:`);
line("product, every score filtered in TypeScript", filter, filter / part);
line("product and TopK in the graph", onnx, onnx / part);
console.log("goal: exact top-K at most 1.30 x the product alone");
await device.close();
