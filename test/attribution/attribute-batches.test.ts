import { expect, it } from "vitest";
import { attributeInThreads } from "../../src/attribution/attribute-batches.ts";
import type { AttributedJob, AttributionJob } from "../../src/attribution/attribution-pool.ts";
import type { EncodedBatch } from "../../src/data/batch.ts";
import { receivedBatch } from "../../src/models/shared-batch.ts";

/** Batches of 700 rows whose arrays are reused, as those of a split are: ids are the numbers of the rows. */
async function* reusedBatches(count: number): AsyncGenerator<EncodedBatch> {
  const [ids, row] = [new Int32Array(700), new Float64Array(700)];
  const offsets = Int32Array.from({ length: 701 }, (_, b) => b);
  for (let i = 0; i < count; i++) {
    for (let b = 0; b < 700; b++) ids[b] = row[b] = 700 * i + b;
    const features = [
      { ids, offsets: null },
      { ids, offsets },
    ];
    yield { rows: 700, row, domain: new Int32Array(700), label: new Int32Array(700), features };
    await Promise.resolve();
  }
}

/** A pool that answers with the ids of the rows, later jobs first. */
function slowPool(asked: AttributionJob[]) {
  return {
    threads: 2,
    ask: async (job: AttributionJob): Promise<AttributedJob> => {
      asked.push(job);
      await new Promise((resolve) => setTimeout(resolve, 20 / asked.length));
      const received = job.batches.map(receivedBatch);
      const all = (f: number): number[] =>
        received.flatMap(({ rows, features }) => [...features[f].ids.subarray(0, rows)]);
      return { scores: Float32Array.from(all(0)), residuals: Float64Array.from(all(1)) };
    },
  };
}

it("gives the batches in their order with what was asked for them", async () => {
  const found: number[][] = [];
  for await (const { batch, scores, residuals } of attributeInThreads(slowPool([]), reusedBatches(20))) {
    found.push([batch.row[0], batch.features[0].ids[0], scores[0], residuals[699]]);
  }
  expect(found).toEqual(Array.from({ length: 20 }, (_, i) => [700 * i, 700 * i, 700 * i, 700 * i + 699]));
});

it("gives a thread several batches at a time, with ids that no thread copies", async () => {
  const asked: AttributionJob[] = [];
  for await (const { batch } of attributeInThreads(slowPool(asked), reusedBatches(7))) expect(batch.rows).toBe(700);
  expect(asked.map(({ number, batches }) => [number, batches.length])).toEqual([
    [1, 3],
    [4, 3],
    [7, 1],
  ]);
  expect(asked[0].batches[0].memory.buffer).toBeInstanceOf(SharedArrayBuffer);
});

it("passes on the error of a thread", async () => {
  const broken = { threads: 1, ask: () => Promise.reject(new Error("not finite")) };
  const read = async (): Promise<void> => {
    for await (const { batch } of attributeInThreads(broken, reusedBatches(4))) expect(batch.rows).toBe(0);
  };
  await expect(read()).rejects.toThrow("not finite");
});
