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
    appendHeader(sink, { type: page.dictionary, bytes: this.#values.length, field: 7, head: this.#dictionaryHead });
    sink.append(this.#values);
    const dataAt = sink.length;
    const values = this.#levels === null ? this.#codes.count : this.#levels.count;
    const head = new ThriftStruct()
      .i32(1, values)
      .i32(2, encoding.dictionary)
      .i32(3, encoding.rle)
      .i32(4, encoding.rle);
    const bytes = (this.#levels?.finishedBytes ?? 0) + 1 + this.#codes.finishedBytes;
    appendHeader(sink, { type: page.data, bytes, field: 5, head });
    this.#levels?.finish(sink);
    sink.append(Uint8Array.of(this.#codes.width));
    this.#codes.finish(sink);
    return { values, dictionaryAt, dataAt, bytes: sink.length - dictionaryAt };
  }
}

/** The header of a page, which `bytes` bytes follow. */
function appendHeader(
  sink: ByteSink,
  { type, bytes, field, head }: { type: number; bytes: number; field: number; head: ThriftStruct },
): void {
  sink.append(new ThriftStruct().i32(1, type).i32(2, bytes).i32(3, bytes).struct(field, head).finish());
}
