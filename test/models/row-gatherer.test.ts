import { expect, it } from "vitest";
import type { FrozenTable } from "../../src/models/embedding.ts";
import { RowGatherer } from "../../src/models/row-gatherer.ts";
import { RowMemory } from "../../src/models/row-memory.ts";
import { createRng } from "../../src/util/rng.ts";

const batchSize = 40;
const sizes = [8, 3, 4, 1];
const values = 300;
const width = sizes.reduce((sum, size) => sum + size, 0);
const bucketOfId = Int32Array.from({ length: 2 * values }, (_, id) => id >> 1);

/** The same tables with and without a memory of the kernel; the second has buckets. */
function tablesIn(memory: RowMemory | null): FrozenTable[] {
  const rng = createRng(1, "gatherer");
  return sizes.map((size, f) => {
    const weights = memory?.floats(values * size) ?? new Float32Array(values * size);
    for (let i = 0; i < weights.length; i++) weights[i] = rng.normal();
    return { spec: { size, rows: values, bucketOfId: f === 1 ? bucketOfId : null }, weights, stride: size };
  });
}

it("gathers scalars, buckets and lists with the bits of TypeScript, and zeros behind a short batch", () => {
  const rng = createRng(2, "gatherer");
  const memory = new RowMemory();
  const byKernel = new RowGatherer({ tables: tablesIn(memory), memory: memory.memory }, batchSize, width);
  const here = new RowGatherer({ tables: tablesIn(null), memory: null }, batchSize, width);
  const [found, expected] = [new Float32Array(batchSize * width), new Float32Array(batchSize * width)];
  for (const rows of [batchSize, 7, 0]) {
    const idsOf = (length: number, below: number) => Int32Array.from({ length }, () => rng.below(below));
    const listed = (longest: number) => {
      const offsets = new Int32Array(rows + 1);
      for (let b = 0; b < rows; b++) offsets[b + 1] = offsets[b] + rng.below(longest);
      return { ids: idsOf(offsets[rows], values), offsets };
    };
    const scalar = (below: number) => ({ ids: idsOf(rows, below), offsets: null });
    const batch = { rows, features: [scalar(values), scalar(2 * values), listed(5), listed(3)] };
    byKernel.gather(batch, found);
    here.gather(batch, expected);
    expect(found).toEqual(expected);
    expect(found.subarray(rows * width)).toEqual(new Float32Array((batchSize - rows) * width));
  }
});
