import { ByteSink } from "./byte-sink.ts";
import type { Column, ColumnCodes } from "./column.ts";
import { type ChunkPlace, ChunkWriter } from "./column-chunk.ts";

/** A row group as it stands in a file, wherever that is. */
export interface RowGroup {
  readonly rows: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly chunks: readonly ChunkPlace[];
}

/** Writes row groups, one after the other. */
export class RowGroupWriter {
  readonly #writers: readonly ChunkWriter[];
  readonly #sink = new ByteSink(1 << 20);
  #rows = 0;

  constructor(columns: readonly Column[]) {
    this.#writers = columns.map((column) => new ChunkWriter(column));
  }

  /** @param codes of the rows in every column, in order */
  add(rows: number, codes: readonly ColumnCodes[]): void {
    this.#writers.forEach((writer, c) => writer.add(rows, codes[c]));
    this.#rows += rows;
  }

  /** The row group of all that was added; its bytes hold until the next call. */
  finish(): RowGroup {
    this.#sink.clear();
    const chunks = this.#writers.map((writer) => writer.finish(this.#sink));
    const rows = this.#rows;
    this.#rows = 0;
    return { rows, bytes: this.#sink.bytes.subarray(0, this.#sink.length), chunks };
  }
}
