import { BitPacker, bitWidth } from "./bit-packer.ts";
import type { ByteSink } from "./byte-sink.ts";
import type { ColumnCodes, PlainValues } from "./column.ts";
import { ListLevels } from "./list-levels.ts";
import { ThriftStruct } from "./thrift-struct.ts";

/** Page types and encodings of Parquet. */
const page = { data: 0, dictionary: 2 } as const;
export const encoding = { plain: 0, rle: 3, dictionary: 8 } as const;

/** Where the pages of a chunk lie, counted from the begin of the row group. */
export interface ChunkPlace {
  readonly values: number;
  /** Null where there is none. */
  readonly dictionaryAt: number | null;
  readonly dataAt: number;
  readonly bytes: number;
}

/**
 * Writes the chunks of one column, without compression: a page with all values of the column, and a page with the codes of the rows, packed as they
 * come. The same dictionary in every chunk costs a few bytes a row and saves looking up which values occur.
 */
export class ChunkWriter {
  readonly #values: PlainValues;
  readonly #dictionaryHead: ThriftStruct;
  readonly #codes: BitPacker;
  readonly #levels: ListLevels | null;

  /** @param values of the column, each once */
  constructor(values: PlainValues, isList: boolean) {
    this.#values = values;
    this.#dictionaryHead = new ThriftStruct().i32(1, values.count).i32(2, encoding.plain);
    this.#codes = new BitPacker(bitWidth(values.count));
    this.#levels = isList ? new ListLevels() : null;
  }

  add(rows: number, { codes, count, lengths }: ColumnCodes): void {
    this.#codes.add(codes, count);
    if (lengths !== null) this.#levels?.add(lengths, rows);
  }

  /** Appends the chunk of all that was added, and begins the next. */
  finish(sink: ByteSink): ChunkPlace {
    const dictionaryAt = sink.length;
    appendHeader(sink, {
      type: page.dictionary,
      bytes: this.#values.bytes.length,
      field: 7,
      head: this.#dictionaryHead,
    });
    sink.append(this.#values.bytes);
    const dataAt = sink.length;
    const values = this.#levels === null ? this.#codes.count : this.#levels.count;
    const head = dataHead(values, encoding.dictionary);
    const bytes = (this.#levels?.finishedBytes ?? 0) + 1 + this.#codes.finishedBytes;
    appendHeader(sink, { type: page.data, bytes, field: 5, head });
    this.#levels?.finish(sink);
    sink.append(Uint8Array.of(this.#codes.width));
    this.#codes.finish(sink);
    return { values, dictionaryAt, dataAt, bytes: sink.length - dictionaryAt };
  }
}

/** Appends the chunk of a column whose values are written one after the other. */
export function appendPlainChunk(sink: ByteSink, { bytes, count }: PlainValues): ChunkPlace {
  const dataAt = sink.length;
  appendHeader(sink, { type: page.data, bytes: bytes.length, field: 5, head: dataHead(count, encoding.plain) });
  sink.append(bytes);
  return { values: count, dictionaryAt: null, dataAt, bytes: sink.length - dataAt };
}

function dataHead(values: number, encoded: number): ThriftStruct {
  return new ThriftStruct().i32(1, values).i32(2, encoded).i32(3, encoding.rle).i32(4, encoding.rle);
}

/** The header of a page, which `bytes` bytes follow. */
function appendHeader(
  sink: ByteSink,
  { type, bytes, field, head }: { type: number; bytes: number; field: number; head: ThriftStruct },
): void {
  sink.append(new ThriftStruct().i32(1, type).i32(2, bytes).i32(3, bytes).struct(field, head).finish());
}
