import type { WordStream } from "../../util/word-stream.ts";

const refill = 2048;

/** A window on a stream of random words: what is read in one block of rows lies side by side. */
export class WordBuffer {
  readonly words: Uint32Array;
  readonly #stream: WordStream;
  #filled = 0;

  /** @param capacity words that one block needs at most */
  constructor(stream: WordStream, capacity: number) {
    this.#stream = stream;
    this.words = new Uint32Array(capacity + refill);
  }

  /** Sees to it that words[0 … end - 1] are there. */
  need(end: number): void {
    while (this.#filled < end) {
      this.#stream.fill(this.words, this.#filled, this.#filled + refill);
      this.#filled += refill;
    }
  }

  /** Forgets the first `count` words: the next one is words[0]. */
  drop(count: number): void {
    this.words.copyWithin(0, count, this.#filled);
    this.#filled -= count;
  }

  /** The words that were drawn from the stream and not forgotten, to go on with elsewhere. */
  rest(): Uint32Array {
    return this.words.slice(0, this.#filled);
  }

  /** Begins with words that another buffer had left. */
  restore(rest: Uint32Array): void {
    this.words.set(rest);
    this.#filled = rest.length;
  }
}
