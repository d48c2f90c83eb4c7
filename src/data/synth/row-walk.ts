import { WordStream } from "../../util/word-stream.ts";
import { lengthOf, mostWords, numbersAt, numberWords, sequences } from "./row-layout.ts";
import { WordBuffer } from "./word-buffer.ts";

/**
 * Rows whose random words lie side by side: few, so that all that is done with them finds them in a core's cache. Even, so that no normal number is left over at
 * the end of a block.
 */
export const blockRows = 256;

const evenNumberWords = numberWords(false);
const oddNumberWords = numberWords(true);

/** Where a stream of rows stands between two blocks; another thread goes on from there. */
export interface RowPosition {
  readonly state: Int32Array;
  readonly rest: Uint32Array;
}

/** Finds where each row begins in a stream of random words; how many words a row takes is known from the lengths of its sequences alone. */
export class RowWalk {
  /** [blockRows] the first word of each row. */
  readonly starts = new Int32Array(blockRows);
  /** [sequences][blockRows] the word of the first element, and the elements. */
  readonly elementsAt = sequences.map(() => new Int32Array(blockRows));
  readonly lengths = sequences.map(() => new Uint8Array(blockRows));
  /** [blockRows] the word after the sequences: that of the label. */
  readonly ends = new Int32Array(blockRows);
  readonly #stream: WordStream;
  readonly #buffer: WordBuffer;
  readonly #frame: 0 | 1;
  #walked = 0;

  /** @param hasFrame whether a row draws its domain and label too, or its features alone */
  constructor(stream: WordStream, hasFrame = true) {
    this.#stream = stream;
    this.#frame = hasFrame ? 1 : 0;
    this.#buffer = new WordBuffer(stream, (blockRows + 1) * mostWords);
  }

  static at({ state, rest }: RowPosition): RowWalk {
    const walk = new RowWalk(new WordStream(state.slice()));
    walk.#buffer.restore(rest);
    return walk;
  }

  get words(): Uint32Array {
    return this.#buffer.words;
  }

  /** The next rows, at most `blockRows` of them and an even number unless they are the last. */
  next(rows: number): void {
    const buffer = this.#buffer;
    buffer.drop(this.#walked);
    const { words } = buffer;
    const { starts, ends, elementsAt, lengths } = this;
    const frame = this.#frame;
    let at = 0;
    for (let r = 0; r < rows; r++) {
      buffer.need(at + mostWords);
      // The features begin one word after the start, with a domain there or not.
      starts[r] = at + frame - 1;
      at = starts[r] + numbersAt + (r % 2 === 1 ? oddNumberWords : evenNumberWords);
      for (let s = 0; s < elementsAt.length; s++) {
        const length = lengthOf(words[at]);
        lengths[s][r] = length;
        elementsAt[s][r] = at + 1;
        at += 1 + 2 * length;
      }
      ends[r] = at;
      at += frame;
    }
    this.#walked = at;
  }

  /** Leaves rows out. @param rows even, unless they are the last */
  skip(rows: number): void {
    for (let from = 0; from < rows; from += blockRows) this.next(Math.min(blockRows, rows - from));
  }

  /** Where the row after the last one begins. */
  position(): RowPosition {
    this.#buffer.drop(this.#walked);
    this.#walked = 0;
    return { state: this.#stream.state.slice(), rest: this.#buffer.rest() };
  }
}
