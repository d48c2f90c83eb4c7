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

  /** Writes the next words into words[from … to - 1], by fours: a loop over single ones, which looks at each whether `words` is still what it was, takes 1.4 × as long. */
  fill(words: Uint32Array, from: number, to: number): void {
    let [a, b, c, d] = this.state;
    let t = 0;
    let i = from;
    for (; i + 4 <= to; i += 4) {
      words[i] = scrambled(b);
      t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = (d << 11) | (d >>> 21);
      words[i + 1] = scrambled(b);
      t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = (d << 11) | (d >>> 21);
      words[i + 2] = scrambled(b);
      t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = (d << 11) | (d >>> 21);
      words[i + 3] = scrambled(b);
      t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = (d << 11) | (d >>> 21);
    }
    for (; i < to; i++) {
      words[i] = scrambled(b);
      t = b << 9;
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

function scrambled(b: number): number {
  const r = Math.imul(b, 5);
  return Math.imul((r << 7) | (r >>> 25), 9);
}
