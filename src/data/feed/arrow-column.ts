import type { DuckDBDataChunk } from "@duckdb/node-api";
import { type Data, Field, Float64, Int32, Int64, List, makeData } from "apache-arrow";
import {
  bigIntegers,
  doubleLists,
  integerLists,
  integers,
  type Lists,
  nullableDoubles,
  type NullableDoubles,
} from "../chunk.ts";
import type { FeedType } from "./columns.ts";

/** A column of a record batch in the making, in the memory layout of Arrow. */
export interface ArrowColumn {
  /** Adds `count` rows of a column of a chunk, from row `from`. */
  append(chunk: DuckDBDataChunk, column: number, from: number, count: number): void;
  /** The rows so far: views, valid until `clear`. */
  data(): Data;
  clear(): void;
}

/** Growing elements; `Source` is how a chunk holds them. */
interface Elements<Source> {
  readonly length: number;
  append(source: Source, from: number, count: number): void;
  data(): Data;
  clear(): void;
}

/** An empty column of a type of the feed. */
export function arrowColumn(type: FeedType): ArrowColumn {
  switch (type) {
    case "bigint":
      return scalars(new BigIntegers(), bigIntegers);
    case "integer":
      return scalars(new Integers(), integers);
    case "double":
      return scalars(new Doubles(), nullableDoubles);
    case "integer[]":
      return new ListColumn(new Integers(), integerLists, new List(new Field("item", new Int32(), false)));
    case "double[]":
      return new ListColumn(new Doubles(), doubleLists, new List(new Field("item", new Float64(), true)));
  }
}

type Read<Source> = (chunk: DuckDBDataChunk, column: number) => Source;

function scalars<Source>(elements: Elements<Source>, read: Read<Source>): ArrowColumn {
  return {
    append: (chunk, column, from, count) => elements.append(read(chunk, column), from, count),
    data: () => elements.data(),
    clear: () => elements.clear(),
  };
}

class ListColumn<Source> implements ArrowColumn {
  readonly #elements: Elements<Source>;
  readonly #read: Read<Lists<Source>>;
  readonly #type: List;
  #offsets = new Int32Array(4096);
  #rows = 0;

  constructor(elements: Elements<Source>, read: Read<Lists<Source>>, type: List) {
    this.#elements = elements;
    this.#read = read;
    this.#type = type;
  }

  append(chunk: DuckDBDataChunk, column: number, from: number, count: number): void {
    const lists = this.#read(chunk, column);
    this.#offsets = grown(this.#offsets, this.#rows + 1, count);
    for (let b = from; b < from + count; b++) {
      this.#elements.append(lists.ids, lists.offset(b), lists.length(b));
      this.#offsets[++this.#rows] = this.#elements.length;
    }
  }

  data(): Data {
    return makeData({
      type: this.#type,
      length: this.#rows,
      nullCount: 0,
      valueOffsets: this.#offsets.subarray(0, this.#rows + 1),
      child: this.#elements.data(),
    });
  }

  clear(): void {
    this.#rows = 0;
    this.#elements.clear();
  }
}

class Integers implements Elements<Int32Array> {
  length = 0;
  #values = new Int32Array(4096);

  append(source: Int32Array, from: number, count: number): void {
    this.#values = grown(this.#values, this.length, count);
    this.#values.set(source.subarray(from, from + count), this.length);
    this.length += count;
  }

  data(): Data {
    return makeData({ type: new Int32(), length: this.length, data: this.#values.subarray(0, this.length) });
  }

  clear(): void {
    this.length = 0;
  }
}

class BigIntegers implements Elements<BigInt64Array> {
  length = 0;
  #values = new BigInt64Array(4096);

  append(source: BigInt64Array, from: number, count: number): void {
    this.#values = grown(this.#values, this.length, count);
    this.#values.set(source.subarray(from, from + count), this.length);
    this.length += count;
  }

  data(): Data {
    return makeData({ type: new Int64(), length: this.length, data: this.#values.subarray(0, this.length) });
  }

  clear(): void {
    this.length = 0;
  }
}

class Doubles implements Elements<NullableDoubles> {
  length = 0;
  #nulls = 0;
  #values = new Float64Array(4096);
  #valid = new Uint8Array(512).fill(255);

  append({ values, valid }: NullableDoubles, from: number, count: number): void {
    this.#values = grown(this.#values, this.length, count);
    this.#valid = grownBits(this.#valid, this.#values.length / 8);
    this.#values.set(values.subarray(from, from + count), this.length);
    if (valid !== null) this.#appendNulls(valid, from, count);
    this.length += count;
  }

  data(): Data {
    const { length } = this;
    const data = this.#values.subarray(0, length);
    if (this.#nulls === 0) return makeData({ type: new Float64(), length, data });
    const nullBitmap = this.#valid.subarray(0, Math.ceil(length / 8));
    return makeData({ type: new Float64(), length, nullCount: this.#nulls, nullBitmap, data });
  }

  clear(): void {
    this.length = 0;
    this.#nulls = 0;
    this.#valid.fill(255);
  }

  /** Bits beyond the rows are 1, so that only nulls are written; what lies under a null is made 0, for equal bytes. */
  #appendNulls(valid: Uint8Array, from: number, count: number): void {
    for (let i = 0; i < count; i++) {
      if (((valid[(from + i) >> 3] >> ((from + i) & 7)) & 1) === 1) continue;
      const at = this.length + i;
      this.#valid[at >> 3] &= ~(1 << (at & 7));
      this.#values[at] = 0;
      this.#nulls++;
    }
  }
}

/** The bitmap itself, or a longer one with all new bits 1. */
function grownBits(bits: Uint8Array<ArrayBuffer>, bytes: number): Uint8Array<ArrayBuffer> {
  if (bytes <= bits.length) return bits;
  const larger = new Uint8Array(bytes).fill(255);
  larger.set(bits);
  return larger;
}

/** The array itself, or one of at least twice its size that holds `length + more` elements and begins with its elements. */
function grown<T extends Int32Array | Float64Array | BigInt64Array>(array: T, length: number, more: number): T {
  if (length + more <= array.length) return array;
  let size = array.length;
  while (size < length + more) size *= 2;
  // The constructor of a typed array makes its own type; TypeScript does not say so.
  const larger = new (array.constructor as new (size: number) => T)(size);
  larger.set(array.subarray(0, length) as never);
  return larger;
}
