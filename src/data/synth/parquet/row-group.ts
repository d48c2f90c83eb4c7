import { ByteSink } from "./byte-sink.ts";
import type { Column } from "./column.ts";
import { type ChunkCodes, type ChunkPlace, ChunkWriter } from "./column-chunk.ts";

/** A row group as it stands in a file, wherever that is. */
export interface RowGroup {
  readonly rows: number;
  readonly bytes: Uint8Array;
  readonly chunks: readonly ChunkPlace[];
}

/** Writes row groups, one after the other. */
export class RowGroupWriter {
  readonly #writers: readonly ChunkWriter[];
  readonly #sink = new ByteSink(1 << 20);

  constructor(columns: readonly Column[]) {
    this.#writers = columns.map((column) => new ChunkWriter(column));
  }

  /** The row group of some rows; its bytes hold until the next call. @param codes those of every column, in order */
  write(rows: number, codes: readonly ChunkCodes[]): RowGroup {
    this.#sink.clear();
    const chunks = this.#writers.map((writer, c) => writer.write(this.#sink, rows, codes[c]));
    return { rows, bytes: this.#sink.bytes.subarray(0, this.#sink.length), chunks };
  }
}
