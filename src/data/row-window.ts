import type { DuckDBDataChunk } from "@duckdb/node-api";
import type { EncodedBatch, FeatureIds } from "./batch.ts";
import { bigIntegers, integerLists, integers } from "./chunk.ts";

/** A growing column of ids; a sequence also has the offset of each row. */
class IdColumn {
  ids = new Int32Array(4096);
  length = 0;
  readonly offsets: Int32Array | null;

  constructor(capacity: number, sequence: boolean) {
    this.offsets = sequence ? new Int32Array(capacity + 1) : null;
  }

  reserve(more: number): void {
    if (this.length + more <= this.ids.length) return;
    const grown = new Int32Array(Math.max(this.length + more, 2 * this.ids.length));
    grown.set(this.ids.subarray(0, this.length));
    this.ids = grown;
  }
}

/** Up to `capacity` encoded rows in compact columns: the unit that is shuffled. */
export class RowWindow {
  rows = 0;
  readonly capacity: number;
  readonly #domain: Int32Array;
  readonly #label: Uint8Array;
  readonly #row: Float64Array;
  readonly #features: readonly IdColumn[];

  constructor(capacity: number, sequences: readonly boolean[]) {
    this.capacity = capacity;
    this.#domain = new Int32Array(capacity);
    this.#label = new Uint8Array(capacity);
    this.#row = new Float64Array(capacity);
    this.#features = sequences.map((sequence) => new IdColumn(capacity, sequence));
  }

  clear(): void {
    this.rows = 0;
    for (const feature of this.#features) feature.length = 0;
  }

  /** Appends rows `from` … of a chunk with the columns row, domain, label, features; returns how many fitted. */
  append(chunk: DuckDBDataChunk, from: number): number {
    const count = Math.min(chunk.rowCount - from, this.capacity - this.rows);
    const rows = bigIntegers(chunk, 0);
    const domains = integers(chunk, 1);
    const labels = integers(chunk, 2);
    for (let i = 0; i < count; i++) {
      this.#row[this.rows + i] = Number(rows[from + i]);
      this.#domain[this.rows + i] = domains[from + i];
      this.#label[this.rows + i] = labels[from + i];
    }
    this.#features.forEach((feature, f) => {
      if (feature.offsets === null) appendScalars(feature, integers(chunk, 3 + f), from, count);
      else this.#appendLists(feature, feature.offsets, chunk, { column: 3 + f, from, count });
    });
    this.rows += count;
    return count;
  }

  /** Positions of the rows whose `_row` passes the test, in order. */
  positions(keep: (row: number) => boolean = () => true): Int32Array {
    const kept = new Int32Array(this.rows);
    let count = 0;
    for (let i = 0; i < this.rows; i++) if (keep(this.#row[i])) kept[count++] = i;
    return kept.subarray(0, count);
  }

  /** Copies the rows `order[from]` … into `batch`, whose arrays hold at least `count` rows. */
  copyInto(batch: BatchBuffers, order: Int32Array, from: number, count: number): void {
    batch.rows = count;
    for (let b = 0; b < count; b++) {
      const at = order[from + b];
      batch.domain[b] = this.#domain[at];
      batch.label[b] = this.#label[at];
      batch.row[b] = this.#row[at];
    }
    this.#features.forEach((feature, f) => copyFeature(feature, batch.columns[f], order, from, count));
  }

  #appendLists(
    feature: IdColumn,
    offsets: Int32Array,
    chunk: DuckDBDataChunk,
    { column, from, count }: { column: number; from: number; count: number },
  ): void {
    const lists = integerLists(chunk, column);
    // Lists mostly lie one behind the other, and are copied as one.
    let [begin, end] = [0, 0];
    const copyRun = (): void => {
      feature.reserve(end - begin);
      feature.ids.set(lists.ids.subarray(begin, end), feature.length);
      feature.length += end - begin;
    };
    offsets[this.rows] = feature.length;
    for (let i = 0; i < count; i++) {
      const offset = lists.offset(from + i);
      const length = lists.length(from + i);
      if (offset !== end) {
        copyRun();
        [begin, end] = [offset, offset];
      }
      end += length;
      offsets[this.rows + i + 1] = feature.length + end - begin;
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

function appendScalars(feature: IdColumn, ids: Int32Array, from: number, count: number): void {
  feature.reserve(count);
  feature.ids.set(ids.subarray(from, from + count), feature.length);
  feature.length += count;
}

function copyFeature(feature: IdColumn, target: BatchColumn, order: Int32Array, from: number, count: number): void {
  const { ids, offsets } = feature;
  if (offsets === null || target.offsets === null) {
    for (let b = 0; b < count; b++) target.ids[b] = ids[order[from + b]];
    return;
  }
  let length = 0;
  for (let b = 0; b < count; b++) {
    const at = order[from + b];
    const more = offsets[at + 1] - offsets[at];
    if (length + more > target.ids.length) {
      const grown = new Int32Array(2 * (length + more));
      grown.set(target.ids.subarray(0, length));
      target.ids = grown;
    }
    target.offsets[b] = length;
    for (let l = 0; l < more; l++) target.ids[length + l] = ids[offsets[at] + l];
    length += more;
  }
  target.offsets[count] = length;
}
