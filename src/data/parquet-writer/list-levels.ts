import { BitPacker, type PackedPatterns } from "./bit-packer.ts";
import type { ByteSink } from "./byte-sink.ts";

/** The most elements of a list: two bits each fit in 31. */
export const longestList = 15;

/** The levels of a list by its length: an entry for each element, and one for a list without any. @param level of an entry, by its place */
function levels(width: number, level: (length: number, at: number) => number): PackedPatterns {
  const bits = new Int32Array(longestList + 1);
  const widths = new Int32Array(longestList + 1);
  for (let length = 0; length <= longestList; length++) {
    const entries = Math.max(1, length);
    widths[length] = width * entries;
    for (let at = 0; at < entries; at++) bits[length] |= level(length, at) << (width * at);
  }
  return { bits, widths };
}

const repetitions = levels(1, (_, at) => (at === 0 ? 0 : 1));
const definitions = levels(2, (length) => (length === 0 ? 0 : 2));

/**
 * Repetition and definition levels of lists (Melnik et al., Dremel, 2010): an entry for each element, and one for a row without any. Repetition is 0 where a
 * row begins; definition is 2 for an element and 0 for null.
 */
export class ListLevels {
  readonly #repetition = new BitPacker(1);
  readonly #definition = new BitPacker(2);

  /** Entries so far. */
  get count(): number {
    return this.#repetition.count;
  }

  /** @param lengths of the rows' lists, at most `longestList` each */
  add(lengths: Uint8Array, rows: number): void {
    this.#repetition.addPatterns(lengths, rows, repetitions);
    this.#definition.addPatterns(lengths, rows, definitions);
  }

  /** Bytes that `finish` will append. */
  get finishedBytes(): number {
    return 8 + this.#repetition.finishedBytes + this.#definition.finishedBytes;
  }

  /** Appends both, each after its size in four bytes, and begins anew. */
  finish(sink: ByteSink): void {
    for (const packer of [this.#repetition, this.#definition]) {
      sink.appendUint32(packer.finishedBytes);
      packer.finish(sink);
    }
  }
}
