import { bitWidth, packBits } from "./bit-pack.ts";
import type { ByteSink } from "./byte-sink.ts";
import { type Column, type PlainValues, plainValues } from "./column.ts";
import { Dictionary } from "./dictionary.ts";
import { ThriftStruct } from "./thrift-struct.ts";

/** Page types and encodings of Parquet. */
const page = { data: 0, dictionary: 2 } as const;
export const encoding = { plain: 0, rle: 3, dictionary: 8 } as const;

/** The codes of a column in a row group; of a list column those of all rows, with the length of each row's list. */
export interface ChunkCodes {
  readonly codes: Uint8Array | Int32Array;
  readonly count: number;
  readonly lengths?: Uint8Array;
}

/** Where the pages of a chunk lie, counted from the begin of the row group. */
export interface ChunkPlace {
  readonly values: number;
  readonly dictionaryAt: number;
  readonly dataAt: number;
  readonly bytes: number;
}

/** Writes the chunks of one column, without compression: a page with the values that occur, and a page with their numbers in as few bits as they take. */
export class ChunkWriter {
  readonly #plain: PlainValues;
  readonly #dictionary: Dictionary;
  #numbers = new Int32Array(0);
  #levels = new Uint8Array(0);

  constructor(column: Column) {
    this.#plain = plainValues(column);
    this.#dictionary = new Dictionary(column.values.length);
  }

  /** Appends the chunk of a row group of `rows` rows. */
  write(sink: ByteSink, rows: number, { codes, count, lengths }: ChunkCodes): ChunkPlace {
    if (this.#numbers.length < count) this.#numbers = new Int32Array(count);
    this.#dictionary.encode(codes, count, this.#numbers);
    const dictionaryAt = sink.length;
    const { size } = this.#dictionary;
    const head = new ThriftStruct().i32(1, size).i32(2, encoding.plain);
    writePage(sink, { type: page.dictionary, field: 7, head }, () => this.#writeValues(sink));
    const dataAt = sink.length;
    const values = lengths === undefined ? count : entries(lengths, rows);
    const dataHead = new ThriftStruct()
      .i32(1, values)
      .i32(2, encoding.dictionary)
      .i32(3, encoding.rle)
      .i32(4, encoding.rle);
    writePage(sink, { type: page.data, field: 5, head: dataHead }, () => {
      if (lengths !== undefined) this.#writeLevels(sink, lengths, rows, values);
      const width = bitWidth(size);
      sink.append(Uint8Array.of(width));
      packBits(sink, this.#numbers, count, width);
    });
    return { values, dictionaryAt, dataAt, bytes: sink.length - dictionaryAt };
  }

  #writeValues(sink: ByteSink): void {
    const { codes, size } = this.#dictionary;
    const { bytes, offsets } = this.#plain;
    for (let i = 0; i < size; i++) {
      const [from, to] = [offsets[codes[i]], offsets[codes[i] + 1]];
      sink.reserve(to - from);
      for (let b = from; b < to; b++) sink.bytes[sink.length++] = bytes[b];
    }
  }

  /** Repetition levels, 0 where a row begins, and definition levels, 0 for null and 2 for an element; see the Dremel paper. */
  #writeLevels(sink: ByteSink, lengths: Uint8Array, rows: number, values: number): void {
    if (this.#levels.length < values) this.#levels = new Uint8Array(values);
    const levels = this.#levels;
    let at = 0;
    for (let r = 0; r < rows; r++) {
      levels[at++] = 0;
      for (let l = 1; l < lengths[r]; l++) levels[at++] = 1;
    }
    writeSized(sink, () => packBits(sink, levels, values, 1));
    at = 0;
    for (let r = 0; r < rows; r++) {
      levels[at++] = lengths[r] === 0 ? 0 : 2;
      for (let l = 1; l < lengths[r]; l++) levels[at++] = 2;
    }
    writeSized(sink, () => packBits(sink, levels, values, 2));
  }
}

/** Entries of a list column: the elements, and one for each row without any. */
function entries(lengths: Uint8Array, rows: number): number {
  let total = 0;
  for (let r = 0; r < rows; r++) total += Math.max(1, lengths[r]);
  return total;
}

/** Appends what `write` does after its size in four bytes. */
function writeSized(sink: ByteSink, write: () => void): void {
  const at = sink.length;
  sink.append(new Uint8Array(4));
  write();
  sink.setUint32(at, sink.length - at - 4);
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
