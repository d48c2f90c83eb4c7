import type { DuckDBDataChunk } from "@duckdb/node-api";
import type { EncodedBatch, FeatureIds } from "./batch.ts";
import { bigIntegers, integerLists, integers } from "./chunk.ts";

/** Elements that a column of lists has room for at first. */
const listNumbers = 4096;

/** A growing column of lists of ids. */
class ListColumn {
  ids = new Int32Array(listNumbers);
  length = 0;
  /** Of each row, and of the end. */
  readonly offsets: Int32Array;

  constructor(capacity: number) {
    this.offsets = new Int32Array(capacity + 1);
  }

  reserve(more: number): void {
    if (this.length + more <= this.ids.length) return;
    const grown = new Int32Array(Math.max(this.length + more, 2 * this.ids.length));
    grown.set(this.ids.subarray(0, this.length));
    this.ids = grown;
  }
}

/** What every row has before the ids of its scalar features: `_row` as two halves, domain and label. */
const ownNumbers = 4;
const [lowPlace, highPlace, domainPlace, labelPlace] = [0, 1, 2, 3];
/** Rows whose numbers are moved between rows and columns at a time: they stay in the first cache. */
const blockRows = 256;
/** Numbers of a line of memory. */
const lineNumbers = 16;
/** Keeps what is read only to have it near. */
let touched = 0;

/**
 * Up to `capacity` encoded rows: the unit that is shuffled. The numbers of a row lie side by side, so that rows in random order are read a line or two of memory each, not one
 * a feature.
 */
export class RowWindow {
  rows = 0;
  readonly capacity: number;
  /** [capacity, 4 + scalar features] */
  readonly #numbers: Int32Array;
  readonly #width: number;
  /** By feature; null for a scalar. */
  readonly #lists: readonly (ListColumn | null)[];
  /** By feature: the place of a scalar's id among the numbers of a row. */
  readonly #places: readonly number[];

  constructor(capacity: number, sequences: readonly boolean[]) {
    this.capacity = capacity;
    let width = ownNumbers;
    this.#places = sequences.map((sequence) => (sequence ? -1 : width++));
    this.#width = width;
    this.#numbers = new Int32Array(capacity * width);
    this.#lists = sequences.map((sequence) => (sequence ? new ListColumn(capacity) : null));
  }

  /** Bytes of a window for so many rows before any has a list. */
  static leastBytes(capacity: number, sequences: readonly boolean[]): number {
    const lists = sequences.filter((sequence) => sequence).length;
    return 4 * (capacity * (ownNumbers + sequences.length - lists) + lists * (capacity + 1 + listNumbers));
  }

  clear(): void {
    this.rows = 0;
    for (const lists of this.#lists) if (lists !== null) lists.length = 0;
  }

  /** Appends rows `from` …, at most `most`, of a chunk with the columns row, domain, label, features; returns how many fitted. */
  append(chunk: DuckDBDataChunk, from: number, most = chunk.rowCount): number {
    const count = Math.min(chunk.rowCount - from, this.capacity - this.rows, most);
    this.#spreadRows(bigIntegers(chunk, 0).subarray(from, from + count));
    const scalars = [
      { values: integers(chunk, 1), place: domainPlace },
      { values: integers(chunk, 2), place: labelPlace },
    ];
    this.#lists.forEach((lists, f) => {
      const column = 3 + f;
      if (lists === null) scalars.push({ values: integers(chunk, column), place: this.#places[f] });
      else this.#appendLists(lists, chunk, { column, from, count });
    });
    for (let begin = 0; begin < count; begin += blockRows) {
      const end = Math.min(begin + blockRows, count);
      for (const { values, place } of scalars) {
        this.#spread(values.subarray(from + begin, from + end), this.rows + begin, place);
      }
    }
    this.rows += count;
    return count;
  }

  /** Appends rows `from` …, at most `most`, of another window of the same columns; returns how many fitted. */
  appendFrom(other: RowWindow, from: number, most = other.rows): number {
    const count = Math.min(other.rows - from, this.capacity - this.rows, most);
    const width = this.#width;
    this.#numbers.set(other.#numbers.subarray(from * width, (from + count) * width), this.rows * width);
    this.#lists.forEach((lists, f) => {
      const source = other.#lists[f];
      if (lists === null || source === null) return;
      const [first, end] = [source.offsets[from], source.offsets[from + count]];
      lists.reserve(end - first);
      lists.ids.set(source.ids.subarray(first, end), lists.length);
      for (let i = 0; i <= count; i++) {
        lists.offsets[this.rows + i] = lists.length + source.offsets[from + i] - first;
      }
      lists.length += end - first;
    });
    this.rows += count;
    return count;
  }

  /** Bytes of its arrays. */
  get bytes(): number {
    return this.#lists.reduce(
      (sum, lists) => sum + (lists === null ? 0 : lists.ids.byteLength + lists.offsets.byteLength),
      this.#numbers.byteLength,
    );
  }

  /** Positions of those of the first `most` rows whose `_row` passes the test, in order. */
  positions(keep: (row: number) => boolean = () => true, most = this.rows): Int32Array {
    const rows = Math.min(this.rows, most);
    const kept = new Int32Array(rows);
    let count = 0;
    for (let i = 0; i < rows; i++) if (keep(this.#rowAt(i * this.#width))) kept[count++] = i;
    return kept.subarray(0, count);
  }

  /** Copies the rows `order[from]` … into `batch`, whose arrays hold at least `count` rows, a part of them in each turn. */
  *copyInto(batch: BatchBuffers, order: Int32Array, from: number, count: number): Generator<undefined, void> {
    batch.rows = count;
    for (let begin = 0; begin < count; begin += blockRows) {
      this.#copyNumbers(batch, order.subarray(from + begin, from + Math.min(begin + blockRows, count)), begin);
      yield;
    }
    for (const [f, lists] of this.#lists.entries()) {
      if (lists === null) continue;
      copyLists(lists, batch.columns[f], order.subarray(from, from + count));
      yield;
    }
  }

  /** Copies the numbers of a block of rows into a batch from `begin` on. */
  #copyNumbers(batch: BatchBuffers, rows: Int32Array, begin: number): void {
    const places = rows.map((row) => row * this.#width);
    touchRows(this.#numbers, places, this.#width);
    for (let i = 0; i < places.length; i++) batch.row[begin + i] = this.#rowAt(places[i]);
    collect(this.#numbers, places, domainPlace, batch.domain, begin);
    collect(this.#numbers, places, labelPlace, batch.label, begin);
    this.#places.forEach((place, f) => {
      if (place >= 0) collect(this.#numbers, places, place, batch.columns[f].ids, begin);
    });
  }

  /** The `_row` of a row that begins at a place. */
  #rowAt(place: number): number {
    return this.#numbers[place + highPlace] * 2 ** 32 + (this.#numbers[place + lowPlace] >>> 0);
  }

  /** Writes the `_row` of rows behind those that there are. */
  #spreadRows(values: BigInt64Array): void {
    const [numbers, width] = [this.#numbers, this.#width];
    const halves = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
    let at = this.rows * width;
    for (let i = 0; i < halves.length; i += 2, at += width) {
      numbers[at + lowPlace] = halves[i];
      numbers[at + highPlace] = halves[i + 1];
    }
  }

  /** Writes a number each of rows from `row` on. */
  #spread(values: Int32Array, row: number, place: number): void {
    const [numbers, width] = [this.#numbers, this.#width];
    let at = row * width + place;
    for (let i = 0; i < values.length; i++, at += width) numbers[at] = values[i];
  }

  #appendLists(
    into: ListColumn,
    chunk: DuckDBDataChunk,
    { column, from, count }: { column: number; from: number; count: number },
  ): void {
    const { offsets } = into;
    const lists = integerLists(chunk, column);
    // Lists mostly lie one behind the other, and are copied as one.
    let [begin, end] = [0, 0];
    const copyRun = (): void => {
      into.reserve(end - begin);
      into.ids.set(lists.ids.subarray(begin, end), into.length);
      into.length += end - begin;
    };
    offsets[this.rows] = into.length;
    for (let i = 0; i < count; i++) {
      const offset = lists.offset(from + i);
      const length = lists.length(from + i);
      if (offset !== end) {
        copyRun();
        [begin, end] = [offset, offset];
      }
      end += length;
      offsets[this.rows + i + 1] = into.length + end - begin;
    }
    copyRun();
  }
}

interface BatchColumn {
  ids: Int32Array;
  readonly offsets: Int32Array | null;
}

/** Reused arrays behind an EncodedBatch. */
export class BatchBuffers {
  rows = 0;
  readonly domain: Int32Array;
  readonly label: Int32Array;
  readonly row: Float64Array;
  readonly columns: BatchColumn[];

  constructor(batchSize: number, sequences: readonly boolean[]) {
    this.domain = new Int32Array(batchSize);
    this.label = new Int32Array(batchSize);
    this.row = new Float64Array(batchSize);
    this.columns = sequences.map((sequence) => ({
      ids: new Int32Array(batchSize),
      offsets: sequence ? new Int32Array(batchSize + 1) : null,
    }));
  }

  /** The batch as consumers see it; valid until the buffers are filled again. */
  view(): EncodedBatch {
    const features: FeatureIds[] = this.columns.map(({ ids, offsets }) => ({ ids, offsets }));
    return { rows: this.rows, domain: this.domain, label: this.label, row: this.row, features };
  }
}

/** Reads something of each line of the rows that begin at `places`, and nothing else, so that many lines come from memory at once. */
function touchRows(numbers: Int32Array, places: Int32Array, width: number): void {
  let seen = 0;
  for (let i = 0; i < places.length; i++) {
    const place = places[i];
    seen ^= numbers[place + width - 1];
    for (let e = 0; e < width; e += lineNumbers) seen ^= numbers[place + e];
  }
  touched ^= seen;
}

/** Reads a number each of rows that begin at `places`, into a column from `begin` on. */
function collect(numbers: Int32Array, places: Int32Array, place: number, into: Int32Array, begin: number): void {
  for (let i = 0; i < places.length; i++) into[begin + i] = numbers[places[i] + place];
}

function copyLists({ ids, offsets }: ListColumn, target: BatchColumn, rows: Int32Array): void {
  if (target.offsets === null) throw new Error("a sequence is copied into a column of scalars");
  let length = 0;
  for (let b = 0; b < rows.length; b++) {
    const [first, end] = [offsets[rows[b]], offsets[rows[b] + 1]];
    if (length + end - first > target.ids.length) {
      const grown = new Int32Array(2 * (length + end - first));
      grown.set(target.ids.subarray(0, length));
      target.ids = grown;
    }
    target.offsets[b] = length;
    for (let l = first; l < end; l++) target.ids[length++] = ids[l];
  }
  target.offsets[rows.length] = length;
}
