import { BitPacker, bitWidth } from "./bit-packer.ts";
import type { ByteSink } from "./byte-sink.ts";
import { type Column, type ColumnCodes, plainValues } from "./column.ts";
import { ListLevels } from "./list-levels.ts";
import { ThriftStruct } from "./thrift-struct.ts";

/** Page types and encodings of Parquet. */
const page = { data: 0, dictionary: 2 } as const;
export const encoding = { plain: 0, rle: 3, dictionary: 8 } as const;

/** Where the pages of a chunk lie, counted from the begin of the row group. */
export interface ChunkPlace {
  readonly values: number;
  readonly dictionaryAt: number;
  readonly dataAt: number;
  readonly bytes: number;
}

/**
 * Writes the chunks of one column, without compression: a page with all values of the column, and a page with the codes of the rows, packed as they
 * come. The same dictionary in every chunk costs a few bytes a row and saves looking up which values occur.
 */
export class ChunkWriter {
  readonly #values: Uint8Array;
  readonly #dictionaryHead: ThriftStruct;
  readonly #codes: BitPacker;
  readonly #levels: ListLevels | null;

  constructor(column: Column) {
    this.#values = plainValues(column);
    this.#dictionaryHead = new ThriftStruct().i32(1, column.values.length).i32(2, encoding.plain);
    this.#codes = new BitPacker(bitWidth(column.values.length));
    this.#levels = column.isList ? new ListLevels() : null;
  }

  add(rows: number, { codes, count, lengths }: ColumnCodes): void {
    this.#codes.add(codes, count);
    if (lengths !== null) this.#levels?.add(lengths, rows);
  }

  /** Appends the chunk of all that was added, and begins the next. */
  finish(sink: ByteSink): ChunkPlace {
    const dictionaryAt = sink.length;
    writePage(sink, { type: page.dictionary, field: 7, head: this.#dictionaryHead }, () => sink.append(this.#values));
    const dataAt = sink.length;
    const values = this.#levels === null ? this.#codes.count : this.#levels.count;
    const head = new ThriftStruct()
      .i32(1, values)
      .i32(2, encoding.dictionary)
      .i32(3, encoding.rle)
      .i32(4, encoding.rle);
    writePage(sink, { type: page.data, field: 5, head }, () => {
      this.#levels?.finish(sink);
      sink.append(Uint8Array.of(this.#codes.width));
      this.#codes.finish(sink);
    });
    this.#codes.clear();
    return { values, dictionaryAt, dataAt, bytes: sink.length - dictionaryAt };
  }
}

/** Appends a page behind its header, which holds the size: the page is moved by the length of the header. */
function writePage(
  sink: ByteSink,
  { type, field, head }: { type: number; field: number; head: ThriftStruct },
  write: () => void,
): void {
  const from = sink.length;
  write();
  const size = sink.length - from;
  const header = new ThriftStruct().i32(1, type).i32(2, size).i32(3, size).struct(field, head).finish();
  sink.reserve(header.length);
  sink.bytes.copyWithin(from + header.length, from, from + size);
  sink.bytes.set(header, from);
  sink.length += header.length;
}
