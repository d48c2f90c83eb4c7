import type { FeatureIds } from "../data/batch.ts";
import type { FrozenTable, Gathered, PooledPlace } from "./embedding.ts";
import type { RowKernel } from "./row-kernel.ts";
import { addressOf } from "./row-memory.ts";

/** As `gatherFeature`, with the same bits, by the compiled kernel: all arrays lie in its `RowMemory`, and ids are rows of the table. */
export function gatherFeatureByKernel(
  kernel: RowKernel,
  { ids, offsets }: FeatureIds,
  { spec, weights, stride }: FrozenTable,
  x: Float32Array,
  { rows, width, column }: PooledPlace,
): void {
  const [from, table, to] = [addressOf(ids), addressOf(weights), addressOf(x) + 4 * column];
  if (offsets === null) kernel.gatherScalar(from, rows, table, stride, spec.size, to, width);
  else kernel.gatherMean(from, addressOf(offsets), rows, table, stride, spec.size, to, width);
}

/** As `gatherLast`, under the same conditions. */
export function gatherLastByKernel(
  kernel: RowKernel,
  rows: number,
  { ids, offsets }: FeatureIds,
  { spec, weights, stride }: FrozenTable,
  length: number,
  { vectors, lengths }: Gathered["histories"][number],
): void {
  if (offsets === null) throw new Error("only a sequence is read element by element");
  vectors.fill(0);
  lengths.fill(0);
  kernel.gatherLast(
    addressOf(ids),
    addressOf(offsets),
    rows,
    addressOf(weights),
    stride,
    spec.size,
    length,
    addressOf(vectors),
    addressOf(lengths),
  );
}
