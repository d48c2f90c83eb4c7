import { keyedValues, sortByKey } from "../util/sort-by-key.ts";

/** Rows of a table, and the sum of the gradients of each; they hold until the next call. */
export interface RowSums {
  readonly rows: Int32Array;
  readonly count: number;
  /** [count, E] */
  readonly sums: Float32Array;
}

/**
 * The gradients that a batch has for rows of one table, in the order in which they came: where each lies, and which share of it counts. Equal rows are
 * found by sorting, which touches nothing of the size of the table.
 */
export class RowGradients {
  #rows = new Int32Array(1024);
  #at = new Int32Array(1024);
  #shares = new Float64Array(1024);
  /** By gradient: the place of its row among the rows. */
  #places = new Int32Array(1024);
  #touched = new Int32Array(1024);
  #sums = new Float32Array(8192);
  /** The tensors that gradients lie in, and the gradient after the last of each. */
  readonly #sources: { readonly tensor: Float32Array; end: number }[] = [];
  /** Rows and the gradients that have them, to be sorted. */
  #sorted = keyedValues(1024);
  #count = 0;

  clear(): void {
    this.#count = 0;
    this.#sources.length = 0;
  }

  /** `share` times the numbers of `tensor` from `at` on belong to the row. */
  add(row: number, tensor: Float32Array, at: number, share: number): void {
    if (this.#count === this.#rows.length) this.#grow();
    const i = this.#count++;
    this.#rows[i] = row;
    this.#at[i] = at;
    this.#shares[i] = share;
    const last = this.#sources[this.#sources.length - 1];
    if (last?.tensor === tensor) last.end = this.#count;
    else this.#sources.push({ tensor, end: this.#count });
  }

  /** The rows that have gradients, ascending, and the sum [E] of each, added in the order in which they came. @param rows V */
  sums(rows: number, size: number): RowSums {
    const count = this.#number(rows);
    if (this.#sums.length < count * size) this.#sums = new Float32Array(2 * count * size);
    // In float32, so that each partial sum is rounded to what a tensor would hold.
    const sums = this.#sums.fill(0, 0, count * size);
    const [places, at, shares] = [this.#places, this.#at, this.#shares];
    let from = 0;
    for (const { tensor, end } of this.#sources) {
      for (let i = from; i < end; i++) {
        const to = places[i] * size;
        const start = at[i];
        const share = shares[i];
        for (let e = 0; e < size; e++) sums[to + e] += share * tensor[start + e];
      }
      from = end;
    }
    return { rows: this.#touched, count, sums };
  }

  /** Numbers the rows by their order: writes the place of each gradient's row, and the rows. Returns how many rows there are. */
  #number(rows: number): number {
    const [sorted, places, touched] = [this.#sorted, this.#places, this.#touched];
    sorted.keys.set(this.#rows.subarray(0, this.#count));
    for (let i = 0; i < this.#count; i++) sorted.values[i] = i;
    sortByKey(sorted, this.#count, rows);
    const { keys, values } = sorted;
    let count = 0;
    let last = -1;
    for (let i = 0; i < this.#count; i++) {
      if (keys[i] !== last) touched[count++] = last = keys[i];
      places[values[i]] = count - 1;
    }
    return count;
  }

  #grow(): void {
    const room = 2 * this.#rows.length;
    this.#rows = grown(this.#rows, new Int32Array(room));
    this.#at = grown(this.#at, new Int32Array(room));
    this.#shares = grown(this.#shares, new Float64Array(room));
    this.#places = new Int32Array(room);
    this.#touched = new Int32Array(room);
    this.#sorted = keyedValues(room);
  }
}

function grown<T extends Int32Array | Float64Array>(held: T, larger: T): T {
  larger.set(held);
  return larger;
}
