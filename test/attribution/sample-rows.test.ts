import { expect, it } from "vitest";
import { rowKey, sampledMemory, sampleRows } from "../../src/attribution/sample-rows.ts";
import type { EncodedBatch } from "../../src/data/batch.ts";

/** Rows 0 … `count` - 1 in batches of at most 128. */
async function* batches(count: number): AsyncGenerator<EncodedBatch> {
  for (let from = 0; from < count; from += 128) {
    const rows = Math.min(128, count - from);
    const row = Float64Array.from({ length: rows }, (_, b) => from + b);
    yield Promise.resolve({ rows, row, domain: new Int32Array(rows), label: new Int32Array(rows), features: [] });
  }
}

const numbers = Array.from({ length: 5000 }, (_, row) => row);

it("keeps exactly the rows asked for, the same for the same seed", async () => {
  const keep = await sampleRows(batches(5000), 5000, 300, 7);
  const again = await sampleRows(batches(5000), 5000, 300, 7);
  expect(numbers.filter(keep)).toHaveLength(300);
  expect(numbers.filter(again)).toEqual(numbers.filter(keep));
});

it.each([1, 2, 37, 2500, 4999])("keeps the %d rows whose keys are least", async (count) => {
  const keep = await sampleRows(batches(5000), 5000, count, 3);
  const byKey = numbers.toSorted((a, b) => rowKey(a, 3) - rowKey(b, 3));
  expect(numbers.filter(keep)).toEqual(byKey.slice(0, count).toSorted((a, b) => a - b));
});

it("holds keys of twice the rows asked for, or of all rows where these are fewer", () => {
  expect([sampledMemory(1_000_000, 300), sampledMemory(500, 300)]).toEqual([8 * 600, 8 * 500]);
});

it("spreads the rows evenly and differs by seed", async () => {
  const keep = await sampleRows(batches(5000), 5000, 2500, 1);
  const firstHalf = numbers.slice(0, 2500).filter(keep).length;
  // Binomial with standard deviation 18 (without replacement): six of them.
  expect(Math.abs(firstHalf - 1250)).toBeLessThan(108);
  expect(rowKey(5, 1)).not.toBe(rowKey(5, 2));
});
