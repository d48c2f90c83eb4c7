import { expect, it } from "vitest";
import { attributeInThreads } from "../../src/attribution/attribute-batches.ts";
import type { AttributedBatch, AttributionJob } from "../../src/attribution/attribution-pool.ts";
import type { EncodedBatch } from "../../src/data/batch.ts";

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

/** A pool that answers with the first id of each batch, later jobs first. */
function slowPool(asked: AttributionJob[]) {
  return {
    threads: 2,
    ask: async (job: AttributionJob): Promise<readonly AttributedBatch[]> => {
      asked.push(job);
      await new Promise((resolve) => setTimeout(resolve, 20 / asked.length));
      return job.map(({ features }) => ({
        scores: Float32Array.of(features[0].ids[0]),
        residuals: Float64Array.of(features[1].ids[1]),
      }));
    },
  };
}

it("gives the batches in their order with what was asked for them", async () => {
  const found: number[][] = [];
  for await (const { batch, scores, residuals } of attributeInThreads(slowPool([]), reusedBatches(20))) {
    found.push([batch.row[0], batch.features[0].ids[0], scores[0], residuals[0]]);
  }
  expect(found).toEqual(Array.from({ length: 20 }, (_, i) => [700 * i, 700 * i, 700 * i, 700 * i + 1]));
});

it("gives a thread several batches at a time, with ids that no thread copies", async () => {
  const asked: AttributionJob[] = [];
  for await (const { batch } of attributeInThreads(slowPool(asked), reusedBatches(7))) expect(batch.rows).toBe(700);
  expect(asked.map((job) => job.length)).toEqual([3, 3, 1]);
  expect(asked[0][0].features[1].ids.buffer).toBeInstanceOf(SharedArrayBuffer);
});

it("passes on the error of a thread", async () => {
  const broken = { threads: 1, ask: () => Promise.reject(new Error("not finite")) };
  const read = async (): Promise<void> => {
    for await (const { batch } of attributeInThreads(broken, reusedBatches(4))) expect(batch.rows).toBe(0);
  };
  await expect(read()).rejects.toThrow("not finite");
});
