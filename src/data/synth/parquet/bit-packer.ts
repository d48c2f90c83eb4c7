import { ByteSink } from "./byte-sink.ts";

/** The bits that numbers below `count` take; at least one. */
export function bitWidth(count: number): number {
  return Math.max(1, 32 - Math.clz32(count - 1));
}

/** Numbers as one bit-packed run of Parquet's hybrid encoding, the lowest bits first. */
export class BitPacker {
  readonly width: number;
  count = 0;
  readonly #sink = new ByteSink(4096);
  #held = 0;
  #bits = 0;

  /** @param width of a number in bits; at most 24, so that what is left of a byte fits in 32 bits beside it */
  constructor(width: number) {
    this.width = width;
  }

  clear(): void {
    this.#sink.clear();
    this.count = 0;
    this.#held = 0;
    this.#bits = 0;
  }

  add(values: Uint8Array | Int32Array, count: number): void {
    const { width } = this;
    this.#sink.reserve(count * Math.ceil(width / 8) + 4);
    const { bytes } = this.#sink;
    let at = this.#sink.length;
    let held = this.#held;
    let bits = this.#bits;
    for (let i = 0; i < count; i++) {
      held |= values[i] << bits;
      for (bits += width; bits >= 8; bits -= 8) {
        bytes[at++] = held;
        held >>>= 8;
      }
    }
    this.#sink.length = at;
    this.#held = held;
    this.#bits = bits;
    this.count += count;
  }

  /** Appends the run to `sink`: how many groups of eight numbers, then these, filled up with zeros. */
  finish(sink: ByteSink): void {
    const groups = Math.ceil(this.count / 8);
    const packed = this.#sink;
    packed.reserve(this.width + 1);
    if (this.#bits > 0) packed.bytes[packed.length++] = this.#held;
    packed.bytes.fill(0, packed.length, groups * this.width);
    sink.reserve(5);
    let head = 2 * groups + 1;
    for (; head >= 0x80; head >>>= 7) sink.bytes[sink.length++] = (head & 0x7f) | 0x80;
    sink.bytes[sink.length++] = head;
    sink.append(packed.bytes.subarray(0, groups * this.width));
  }
}
