import { BitPacker } from "./bit-packer.ts";
import type { ByteSink } from "./byte-sink.ts";

/**
 * Repetition and definition levels of lists (Melnik et al., Dremel, 2010): an entry for each element, and one for a row without any. Repetition is 0 where a
 * row begins; definition is 2 for an element and 0 for null.
 */
export class ListLevels {
  readonly #repetition = new BitPacker(1);
  readonly #definition = new BitPacker(2);
  #repetitions = new Uint8Array(0);
  #definitions = new Uint8Array(0);

  /** Entries so far. */
  get count(): number {
    return this.#repetition.count;
  }

  add(lengths: Uint8Array, rows: number): void {
    let most = 0;
    for (let r = 0; r < rows; r++) most += Math.max(1, lengths[r]);
    if (this.#repetitions.length < most) {
      this.#repetitions = new Uint8Array(2 * most);
      this.#definitions = new Uint8Array(2 * most);
    }
    const [repetitions, definitions] = [this.#repetitions, this.#definitions];
    let at = 0;
    for (let r = 0; r < rows; r++) {
      repetitions[at] = 0;
      definitions[at++] = lengths[r] === 0 ? 0 : 2;
      for (let l = 1; l < lengths[r]; l++) {
        repetitions[at] = 1;
        definitions[at++] = 2;
      }
    }
    this.#repetition.add(repetitions, at);
    this.#definition.add(definitions, at);
  }

  /** Appends both, each after its size in four bytes, and begins anew. */
  finish(sink: ByteSink): void {
    for (const levels of [this.#repetition, this.#definition]) {
      const from = sink.length;
      sink.append(new Uint8Array(4));
      levels.finish(sink);
      sink.setUint32(from, sink.length - from - 4);
      levels.clear();
    }
  }
}
