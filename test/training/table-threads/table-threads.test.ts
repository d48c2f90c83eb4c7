import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import type { FeatureIds } from "../../../src/data/batch.ts";
import { dnnNetwork } from "../../../src/models/dnn.ts";
import type { EmbeddingSpec } from "../../../src/models/embedding.ts";
import { RowMemory, sharedFloats } from "../../../src/models/row-memory.ts";
import { newTable } from "../../../src/training/embedding-table.ts";
import type { ShardFacts } from "../../../src/training/shards/shard-work.ts";
import { shardFacts } from "../../../src/training/shards/shard-facts.ts";
import { type TableFacts, TableWork } from "../../../src/training/table-threads/table-work.ts";
import { TableThreads } from "../../../src/training/table-threads/table-threads.ts";
import { expectClose } from "../../support/close.ts";
import { createRng } from "../../../src/util/rng.ts";
import type { RowOptimiser } from "../../../src/util/row-optimisers.ts";

const rows = 3000;
const items = 5000;
const places = 3;
const prices = { rows: 16, bucketOfId: Int32Array.from({ length: 900 }, (_, id) => id % 16) };

/** Scalars and a sequence of items, which is a history too, share a table; a number has buckets. Sizes [of items, of prices]. */
function factsFor(optimiser: RowOptimiser, [ofItem, ofPrice]: readonly number[], kernel: boolean): TableFacts {
  const memory = kernel ? new RowMemory() : undefined;
  const zeros = (length: number): Float32Array => sharedFloats(memory, length);
  const table = (spec: EmbeddingSpec, frozenRow: number): TableFacts["tables"][number] => {
    const values = newTable(spec, createRng(1, `${spec.rows}`), { frozenRow, optimiser, zeros });
    return { spec, values, frozenRow, optimiser };
  };
  return {
    memory: memory?.memory ?? null,
    tables: [table({ size: ofItem, rows: items, bucketOfId: null }, 0), table({ size: ofPrice, ...prices }, -1)],
    tableOf: [0, 1, 0],
    width: 2 * ofItem + ofPrice,
    histories: [{ feature: 2, length: places }],
  };
}

/** The same tables in memory of their own, without the kernel. */
function copyOf(facts: TableFacts): TableFacts {
  return {
    ...facts,
    memory: null,
    tables: facts.tables.map((table) => ({ ...table, values: Float32Array.from(table.values) })),
  };
}

interface Sample {
  readonly rows: number;
  readonly domain: Int32Array;
  readonly label: Int32Array;
  readonly row: Float64Array;
  readonly features: readonly FeatureIds[];
}

function sample(step: number): Sample {
  const rng = createRng(step, "batch");
  const count = step === 3 ? 7 : rows;
  const ids = (length: number, below: number): Int32Array => Int32Array.from({ length }, () => rng.below(below));
  const offsets = new Int32Array(count + 1);
  for (let b = 0; b < count; b++) offsets[b + 1] = offsets[b] + rng.below(6);
  const features = [
    { ids: ids(count, items), offsets: null },
    { ids: ids(count, 900), offsets: null },
    { ids: ids(offsets[count], items), offsets },
  ];
  const empty = { domain: new Int32Array(count), label: new Int32Array(count), row: new Float64Array(count) };
  return { rows: count, ...empty, features };
}

const floats = (length: number, step: number): Float32Array => {
  const rng = createRng(step, "gradients");
  return Float32Array.from({ length }, () => rng.normal());
};

async function compiledThreads(facts: TableFacts, threads: number, shards?: ShardFacts): Promise<TableThreads> {
  // The threads run compiled files.
  const file = pathToFileURL("dist/training/table-threads/table-threads.js").href;
  const { TableThreads: Compiled } = (await import(file)) as { TableThreads: typeof TableThreads };
  return new Compiled(facts, rows, threads, shards);
}

/** Keeps this thread from its tasks, so that the others do them. */
function pause(): void {
  const end = performance.now() + 60;
  while (performance.now() < end);
}

const cases = (["lazy-adam", "rowwise-adagrad"] as const).flatMap((optimiser) => [
  { optimiser, sizes: [4, 2], kernel: false, others: 2 },
  { optimiser, sizes: [4, 2], kernel: true, others: 2 },
  { optimiser, sizes: [8, 1], kernel: true, others: 0 },
  { optimiser, sizes: [7, 3], kernel: true, others: 0 },
  { optimiser, sizes: [16, 5], kernel: true, others: 1 },
]);
it.each(cases)(
  "gives the bits of TypeScript in one thread: $optimiser, $sizes, kernel $kernel, $others more",
  async (given) => {
    const { optimiser, sizes, kernel, others } = given;
    const facts = factsFor(optimiser, sizes, kernel);
    const { width } = facts;
    const alone = copyOf(facts);
    const work = new TableWork(alone);
    const threads = await compiledThreads(facts, others);
    const own = { x: new Float32Array(rows * width), vectors: new Float32Array(rows * places * sizes[0]) };
    const histories = [{ vectors: own.vectors, lengths: new Float32Array(rows) }];
    const rates = { rate: 0.01, plainRate: 0.02, l2: 0.001 };
    const found: Float32Array[] = [];
    const expected: Float32Array[] = [];
    for (let step = 1; step <= 4; step++) {
      const batch = sample(step);
      const gathered = await threads.gather(batch, rows, pause);
      for (let task = 0; task < 4; task++) work.gather(task, batch, { x: own.x, histories });
      found.push(gathered.x.slice(), gathered.histories[0].vectors.slice(), gathered.histories[0].lengths.slice());
      expected.push(own.x.slice(), own.vectors.slice(), histories[0].lengths.slice());
      const [dx, dhistory] = [floats(rows * width, step), floats(rows * places * sizes[0], 10 + step)];
      threads.gradients.dx.set(dx);
      threads.gradients.histories[0].set(dhistory);
      await threads.update(batch, rates);
      for (const t of [0, 1]) work.update(t, batch, { dx, histories: [dhistory] }, rates);
    }
    await threads.close();
    expect(found).toEqual(expected);
    expect(facts.tables.map(({ values }) => Float32Array.from(values))).toEqual(
      alone.tables.map(({ values }) => values),
    );
  },
);

it("fails with the reason when a thread is lost", async () => {
  // Beside the sources there is no compiled file for the thread.
  const threads = new TableThreads(factsFor("lazy-adam", [4, 2], false), rows, 1);
  const gatherOn = async (): Promise<void> => {
    for (;;) await threads.gather(sample(1), rows, pause);
  };
  await expect(gatherOn()).rejects.toThrow(/table-worker/);
  await threads.close();
});

describe("shards of steps", () => {
  const facts = { ...factsFor("lazy-adam", [4, 2], true), histories: [] };
  const rates = { rate: 0.01, l2: 0 };
  const network = dnnNetwork({ inputSize: facts.width, hidden: [4] });
  const shards = shardFacts({ network, batchSize: rows, dropout: 0 }, [4]);

  it("run once each, whoever runs them, and update nothing before the step is finished", async () => {
    const threads = await compiledThreads(facts, 2, shards);
    const before = Float32Array.from(facts.tables[0].values);
    shards.step.ofRows["share"].fill(1);
    await threads.runShards(sample(1), rates);
    const losses = shards.step.results.map(({ loss }) => loss[0]);
    // Embeddings are small, so that a logit is next to 0 and its loss to log 2.
    expectClose(losses, [1500 * Math.LN2, 1500 * Math.LN2], { relative: 1e-3, absolute: 0 });
    expect(Float32Array.from(facts.tables[0].values)).toEqual(before);
    await threads.finishStep(() => {});
    await threads.close();
  });

  it("let others update when that has begun, once, with the bits of a step that is finished at once", async () => {
    const both = [factsFor("lazy-adam", [4, 2], true), factsFor("lazy-adam", [4, 2], true)];
    const tables = await Promise.all(
      both.map(async (one, i) => {
        const threads = await compiledThreads({ ...one, histories: [] }, 1, shards);
        shards.step.ofRows["share"].fill(1);
        shards.tensors["dense/0/kernel"].fill(0.5);
        shards.tensors["dense/1/kernel"].fill(0.5);
        const before = Float32Array.from(one.tables[0].values);
        await threads.runShards(sample(1), rates);
        const isUpdated = (): boolean => one.tables[0].values[4 * 12] !== before[4 * 12];
        if (i === 0) {
          threads.beginUpdate();
          threads.beginUpdate();
          while (!isUpdated()) await setTimeout(1);
        }
        await threads.finishStep(() => {});
        await threads.close();
        expect(Float32Array.from(one.tables[0].values)).not.toEqual(before);
        return one.tables.map(({ values }) => Float32Array.from(values));
      }),
    );
    expect(tables[0]).toEqual(tables[1]);
    for (const values of Object.values(shards.tensors)) values.fill(0);
  });

  it("fail with the reason, and threads end", async () => {
    const program = { ...shards.step.program, onnx: Uint8Array.of(1, 2, 3) };
    const broken = { ...shards, step: { ...shards.step, program } };
    const threads = await compiledThreads(facts, 2, broken);
    await expect(threads.runShards(sample(1), rates)).rejects.toThrow("ONNX Runtime did not load a program");
    await threads.close();
  });

  it("give the logits of all rows, and of padding where there is none", async () => {
    const threads = await compiledThreads(facts, 2, shards);
    for (const name of ["dense/0/kernel", "dense/1/kernel", "dense/1/bias"]) shards.tensors[name].fill(0.75);
    const { x } = await threads.gather(sample(1), rows, pause);
    const expected = Array.from({ length: rows }, (_, b) => {
      const sum = x.subarray(b * facts.width, (b + 1) * facts.width).reduce((all, value) => all + value, 0);
      return 0.75 + 4 * 0.75 * Math.max(0, 0.75 * sum);
    });
    shards.predict.logits.fill(NaN);
    await threads.predictShards(sample(1), () => {});
    expectClose(shards.predict.logits.subarray(0, rows), expected, { relative: 1e-5, absolute: 0 });
    expect(new Set(expected).size).toBeGreaterThan(100);
    const features = sample(1).features.map(() => ({ ids: new Int32Array(0), offsets: null }));
    await threads.predictShards({ ...sample(1), rows: 0, features }, () => {});
    expect(shards.predict.logits[0]).toBe(0.75);
    await threads.close();
    for (const values of Object.values(shards.tensors)) values.fill(0);
  });

  it("use a batch that was made ready, and no other in its place", async () => {
    const [plain, ready] = [await compiledThreads(facts, 1, shards), await compiledThreads(facts, 1, shards)];
    const logits = async (
      threads: TableThreads,
      batches: readonly [Sample, Sample | undefined][],
    ): Promise<number[]> => {
      const all: number[] = [];
      for (const [batch, next] of batches) {
        await threads.predictShards(batch, () => next && threads.prepare(next));
        all.push(...shards.predict.logits.subarray(0, batch.rows));
      }
      return all;
    };
    for (const name of ["dense/0/kernel", "dense/1/kernel", "dense/1/bias"]) shards.tensors[name].fill(0.75);
    const [first, second, third] = [sample(1), sample(2), sample(3)];
    const expected = await logits(
      plain,
      [first, second, third, second].map((batch) => [batch, undefined]),
    );
    // The third is not what was made ready behind the second.
    const found = await logits(ready, [
      [first, second],
      [second, first],
      [third, second],
      [second, undefined],
    ]);
    expect(found).toEqual(expected);
    await plain.close();
    await ready.close();
    for (const values of Object.values(shards.tensors)) values.fill(0);
  });

  it("fail when a thread is lost", async () => {
    const threads = new TableThreads(facts, rows, 1, shards);
    const stepOn = async (): Promise<void> => {
      for (;;) {
        await threads.runShards(sample(1), rates);
        await threads.finishStep(pause);
      }
    };
    await expect(stepOn()).rejects.toThrow(/table-worker/);
    await threads.close();
  });
});
