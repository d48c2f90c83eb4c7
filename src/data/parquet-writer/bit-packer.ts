import { type ByteSink, varintBytes } from "./byte-sink.ts";

/** The bits that numbers below `count` take; at least one. */
export function bitWidth(count: number): number {
  return Math.max(1, 32 - Math.clz32(count - 1));
}

/** What a key stands for: some numbers, packed. */
export interface PackedPatterns {
  /** [keys] the numbers, the first one in the lowest bits. */
  readonly bits: Int32Array;
  /** [keys] how many bits they take, at most 31. */
  readonly widths: Int32Array;
}

/** Numbers as one bit-packed run of Parquet's hybrid encoding, the lowest bits first. */
export class BitPacker {
  readonly width: number;
  /** Whole words, as this machine has them in memory: the lowest byte first. */
  #words = new Int32Array(1024);
  #at = 0;
  /** The bits after them, and how many there are. */
  #held = 0;
  #bits = 0;

  /** @param width of a number in bits; at most 31 */
  constructor(width: number) {
    this.width = width;
  }

  /** Numbers so far. */
  get count(): number {
    return (32 * this.#at + this.#bits) / this.width;
  }

  add(values: Uint8Array | Int32Array, count: number): void {
    const { width } = this;
    this.#reserve(count * width);
    const words = this.#words;
    let at = this.#at;
    let held = this.#held;
    let bits = this.#bits;
    for (let i = 0; i < count; i++) {
      const value = values[i];
      held |= value << bits;
      bits += width;
      if (bits >= 32) {
        words[at++] = held;
        bits -= 32;
        held = value >>> (width - bits);
      }
    }
    this.#at = at;
    this.#held = held;
    this.#bits = bits;
  }

  /** Adds the numbers that each key stands for: a loop of its own, because a width that is looked up for each number makes the other one slower. */
  addPatterns(keys: Uint8Array, count: number, patterns: PackedPatterns): void {
    this.#reserve(count * 31);
    const words = this.#words;
    let at = this.#at;
    let held = this.#held;
    let bits = this.#bits;
    for (let i = 0; i < count; i++) {
      const value = patterns.bits[keys[i]];
      const width = patterns.widths[keys[i]];
      held |= value << bits;
      bits += width;
      if (bits >= 32) {
        words[at++] = held;
        bits -= 32;
        held = value >>> (width - bits);
      }
    }
    this.#at = at;
    this.#held = held;
    this.#bits = bits;
  }

  /** Bytes that `finish` will append. */
  get finishedBytes(): number {
    return varintBytes(this.#head()) + this.#groups() * this.width;
  }

  /** Appends the run to `sink`, how many groups of eight numbers, then these, filled up with zeros, and begins anew. */
  finish(sink: ByteSink): void {
    const bytes = this.#groups() * this.width;
    sink.appendVarint(this.#head());
    this.#reserve(8 * this.width);
    this.#words[this.#at] = this.#held;
    this.#words.fill(0, this.#at + 1, Math.ceil(bytes / 4));
    sink.append(new Uint8Array(this.#words.buffer, 0, bytes));
    this.#at = 0;
    this.#held = 0;
    this.#bits = 0;
  }

  #groups(): number {
    return Math.ceil(this.count / 8);
  }

  /** A bit-packed run is told by the lowest bit. */
  #head(): number {
    return 2 * this.#groups() + 1;
  }

  /** Sees to it that so many bits more fit. */
  #reserve(bits: number): void {
    const needed = this.#at + Math.ceil(bits / 32) + 1;
    if (needed <= this.#words.length) return;
    const larger = new Int32Array(2 * needed);
    larger.set(this.#words.subarray(0, this.#at));
    this.#words = larger;
  }
}
