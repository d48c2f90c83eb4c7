import { seedState } from "./rng.ts";

/**
 * The words of `createRng` with the same seed and purpose, many at a time: half the cost of one by one. Its state can be handed to
 * another thread, which goes on from there.
 */
export class WordStream {
  /** The four words of xoshiro128**. */
  readonly state: Int32Array;

  constructor(state: Int32Array) {
    this.state = state;
  }

  static seeded(seed: number, purpose: string): WordStream {
    return new WordStream(Int32Array.from(seedState(seed, purpose)));
  }

  /** Writes the next words into words[from … to - 1]. */
  fill(words: Uint32Array, from: number, to: number): void {
    let [a, b, c, d] = this.state;
    for (let i = from; i < to; i++) {
      const r = Math.imul(b, 5);
      words[i] = Math.imul((r << 7) | (r >>> 25), 9);
      const t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = (d << 11) | (d >>> 21);
    }
    this.state.set([a, b, c, d]);
  }
}
