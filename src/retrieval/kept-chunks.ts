import { kthLargest } from "./kth-largest.ts";

/**
 * The chunks of items that may hold one of the best for one user, by the largest score in each, as they come: those that are not more than
 * `slack` below the `count`-th largest so far. Memory grows with `count` and with what lies within the slack, not with the chunks offered.
 */
export class KeptChunks {
  /** What an offered chunk must reach; rises with the chunks. */
  bar = -Infinity;
  readonly #count: number;
  readonly #slack: number;
  #size = 0;
  #maxima: Float32Array;
  #chunks: Int32Array;

  constructor(count: number, slack: number) {
    this.#count = count;
    this.#slack = slack;
    this.#maxima = new Float32Array(4 * count);
    this.#chunks = new Int32Array(4 * count);
  }

  /** Adds a chunk that reaches the bar. Chunks come in ascending order. */
  add(chunk: number, maximum: number): void {
    if (this.#size === this.#maxima.length) this.#makeRoom();
    this.#maxima[this.#size] = maximum;
    this.#chunks[this.#size++] = chunk;
  }

  /** The chunks that are left when all have been offered, ascending; valid until the next call. */
  finish(): Int32Array {
    this.#raiseBar();
    return this.#chunks.subarray(0, this.#size);
  }

  #makeRoom(): void {
    this.#raiseBar();
    if (2 * this.#size <= this.#maxima.length) return;
    this.#maxima = enlarged(this.#maxima, new Float32Array(2 * this.#maxima.length));
    this.#chunks = enlarged(this.#chunks, new Int32Array(2 * this.#chunks.length));
  }

  #raiseBar(): void {
    if (this.#size < this.#count) return;
    this.bar = kthLargest(this.#maxima.slice(0, this.#size), this.#size, this.#count) - this.#slack;
    let kept = 0;
    for (let i = 0; i < this.#size; i++) {
      if (this.#maxima[i] < this.bar) continue;
      this.#maxima[kept] = this.#maxima[i];
      this.#chunks[kept++] = this.#chunks[i];
    }
    this.#size = kept;
  }
}

function enlarged<T extends Float32Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
