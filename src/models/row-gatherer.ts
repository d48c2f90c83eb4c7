import { type FrozenTable, gatherPooled } from "./embedding.ts";
import { gatherFeatureByKernel } from "./kernel-gather.ts";
import { RowMemory } from "./row-memory.ts";
import { receivedBatch, SharedBatch, type TableBatch } from "./shared-batch.ts";

/** Tables, and the memory of the `RowMemory` that they lie in; null for none. It can be sent to another thread. */
export interface GatheredTables {
  readonly tables: readonly FrozenTable[];
  readonly memory: WebAssembly.Memory | null;
}

/** `gatherPooled` of one batch after the other, by the compiled kernel where the tables lie in its memory: the bits are the same. */
export class RowGatherer {
  readonly #width: number;
  readonly #gather: (batch: TableBatch, x: Float32Array) => void;

  /** @param rows B, the most of a batch @param width K */
  constructor({ tables, memory }: GatheredTables, rows: number, width: number) {
    this.#width = width;
    this.#gather =
      memory === null
        ? (batch, x) => gatherPooled(batch, tables, x, width)
        : kernelGather(tables, new RowMemory(memory), rows, width);
  }

  /** Writes the pooled embeddings of a batch into x [B, K], and zeros behind them. */
  gather(batch: TableBatch, x: Float32Array): void {
    this.#gather(batch, x);
    x.fill(0, batch.rows * this.#width);
  }
}

function kernelGather(
  tables: readonly FrozenTable[],
  memory: RowMemory,
  rows: number,
  width: number,
): (batch: TableBatch, x: Float32Array) => void {
  const gathered = memory.floats(rows * width);
  const ids = new SharedBatch((length) => memory.ints(length));
  const buckets = tables.map(({ spec }) => spec.bucketOfId);
  return (batch, x) => {
    const { features } = receivedBatch(ids.fill(batch, buckets));
    let column = 0;
    tables.forEach((table, f) => {
      gatherFeatureByKernel(memory.kernel, features[f], table, gathered, { rows: batch.rows, width, column });
      column += table.spec.size;
    });
    // A copy: ONNX Runtime takes no memory that threads share.
    x.set(gathered.subarray(0, batch.rows * width));
  };
}
