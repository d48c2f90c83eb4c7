import type { EncodedBatch } from "../data/batch.ts";

/** A key of a row that looks uniform in [0, 2^53) and depends on the row's position and the seed alone. */
export function rowKey(row: number, seed: number): number {
  const low = mix((row >>> 0) ^ mix(seed));
  const high = mix(Math.floor(row / 2 ** 32) ^ low ^ 0x9e3779b9);
  return (high >>> 11) * 2 ** 32 + (mix(low ^ high) >>> 0);
}

/** The test that keeps the `count` rows with the least keys among all rows of the batches; keys of twice as many are in memory, at most. */
export async function sampleRows(
  batches: AsyncIterable<EncodedBatch>,
  rows: number,
  count: number,
  seed: number,
): Promise<(row: number) => boolean> {
  const least = new Float64Array(mostKeys(rows, count));
  let kept = 0;
  let bound = Infinity;
  for await (const batch of batches) {
    for (let b = 0; b < batch.rows; b++) {
      const key = rowKey(batch.row[b], seed);
      if (key > bound) continue;
      least[kept++] = key;
      if (kept === least.length) [kept, bound] = [count, greatestOfLeast(least, count)];
    }
  }
  if (kept > count) bound = greatestOfLeast(least.subarray(0, kept), count);
  return (row) => rowKey(row, seed) <= bound;
}

/** Bytes that choosing `count` of `rows` rows keeps in memory. */
export function sampledMemory(rows: number, count: number): number {
  return 8 * mostKeys(rows, count);
}

function mostKeys(rows: number, count: number): number {
  return Math.min(rows, 2 * count);
}

/** Sorts keys; the last of the first `count`. */
function greatestOfLeast(keys: Float64Array, count: number): number {
  return keys.sort()[count - 1];
}

/** The finaliser of MurmurHash3. */
function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
