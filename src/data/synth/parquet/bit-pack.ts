import type { ByteSink } from "./byte-sink.ts";

/** The bits that numbers below `count` take; at least one. */
export function bitWidth(count: number): number {
  return Math.max(1, 32 - Math.clz32(count - 1));
}

/**
 * Appends numbers as one bit-packed run of Parquet's hybrid encoding: how many groups of eight, then `width` bits each, the lowest first. @param width at
 * most 24, so that what is left of a byte fits in 32 bits
 */
export function packBits(sink: ByteSink, values: Uint8Array | Int32Array, count: number, width: number): void {
  const groups = Math.ceil(count / 8);
  sink.reserve(5 + groups * width);
  const { bytes } = sink;
  let at = sink.length;
  let head = 2 * groups + 1;
  for (; head >= 0x80; head >>>= 7) bytes[at++] = (head & 0x7f) | 0x80;
  bytes[at++] = head;
  const end = at + groups * width;
  let held = 0;
  let bits = 0;
  for (let i = 0; i < count; i++) {
    held |= values[i] << bits;
    for (bits += width; bits >= 8; bits -= 8) {
      bytes[at++] = held;
      held >>>= 8;
    }
  }
  if (bits > 0) bytes[at++] = held;
  bytes.fill(0, at, end);
  sink.length = end;
}
