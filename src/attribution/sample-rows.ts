import type { EncodedBatch } from "../data/batch.ts";

/** A key of a row that looks uniform in [0, 2^53) and depends on the row's position and the seed alone. */
export function rowKey(row: number, seed: number): number {
  const low = mix((row >>> 0) ^ mix(seed));
  const high = mix(Math.floor(row / 2 ** 32) ^ low ^ 0x9e3779b9);
  return (high >>> 11) * 2 ** 32 + (mix(low ^ high) >>> 0);
}

/** The test that keeps the `count` rows with the least keys among all rows of the batches. */
export async function sampleRows(
  batches: AsyncIterable<EncodedBatch>,
  rows: number,
  count: number,
  seed: number,
): Promise<(row: number) => boolean> {
  const keys = new Float64Array(rows);
  let at = 0;
  for await (const batch of batches) for (let b = 0; b < batch.rows; b++) keys[at++] = rowKey(batch.row[b], seed);
  const bound = keys.sort()[count - 1];
  return (row) => rowKey(row, seed) <= bound;
}

/** The finaliser of MurmurHash3. */
function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
