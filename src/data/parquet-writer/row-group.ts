import { ByteSink } from "./byte-sink.ts";
import { type Column, type ColumnCodes, plainValues } from "./column.ts";
import { type ChunkPlace, ChunkWriter } from "./column-chunk.ts";

/** A row group as it stands in a file, wherever that is. */
export interface RowGroup {
  readonly rows: number;
  /** They belong to whoever has the group. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly chunks: readonly ChunkPlace[];
}

/** Writes row groups, one after the other. */
export class RowGroupWriter {
  readonly #writers: readonly ChunkWriter[];
  #rows = 0;
  /** Of the last group: the next one is about as large. */
  #bytes = 1 << 20;

  constructor(columns: readonly Column[]) {
    this.#writers = columns.map((column) => new ChunkWriter(plainValues(column), column.isList));
  }

  /** @param codes of the rows in every column, in order */
  add(rows: number, codes: readonly ColumnCodes[]): void {
    this.#writers.forEach((writer, c) => writer.add(rows, codes[c]));
    this.#rows += rows;
  }

  /** The row group of all that was added since the last one. */
  finish(): RowGroup {
    const sink = new ByteSink(this.#bytes + (this.#bytes >> 4));
    const chunks = this.#writers.map((writer) => writer.finish(sink));
    const rows = this.#rows;
    this.#rows = 0;
    this.#bytes = sink.length;
    return { rows, bytes: sink.bytes.subarray(0, sink.length), chunks };
  }
}
