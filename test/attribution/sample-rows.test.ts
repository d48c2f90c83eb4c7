import { expect, it } from "vitest";
import { rowKey, sampleRows } from "../../src/attribution/sample-rows.ts";
import type { EncodedBatch } from "../../src/data/batch.ts";

async function* batches(rows: number): AsyncGenerator<EncodedBatch> {
  const row = Float64Array.from({ length: rows }, (_, b) => b);
  yield Promise.resolve({ rows, row, domain: new Int32Array(rows), label: new Int32Array(rows), features: [] });
}

const numbers = Array.from({ length: 5000 }, (_, row) => row);

it("keeps exactly the rows asked for, the same for the same seed", async () => {
  const keep = await sampleRows(batches(5000), 5000, 300, 7);
  const again = await sampleRows(batches(5000), 5000, 300, 7);
  expect(numbers.filter(keep)).toHaveLength(300);
  expect(numbers.filter(again)).toEqual(numbers.filter(keep));
});

it("spreads the rows evenly and differs by seed", async () => {
  const keep = await sampleRows(batches(5000), 5000, 2500, 1);
  const firstHalf = numbers.slice(0, 2500).filter(keep).length;
  // Binomial with standard deviation 18 (without replacement): six of them.
  expect(Math.abs(firstHalf - 1250)).toBeLessThan(108);
  expect(rowKey(5, 1)).not.toBe(rowKey(5, 2));
});
