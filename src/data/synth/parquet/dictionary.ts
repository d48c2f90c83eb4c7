/** Numbers the codes of a column chunk in the order in which they first occur. */
export class Dictionary {
  /** The codes of the chunk, by their number. */
  readonly codes: Int32Array;
  /** How many there are. */
  size = 0;
  /** By code: its number plus one, or 0. */
  readonly #numbers: Int32Array;

  /** @param codeCount codes are below it */
  constructor(codeCount: number) {
    this.codes = new Int32Array(codeCount);
    this.#numbers = new Int32Array(codeCount);
  }

  /** Begins a chunk: writes the number of each of `count` codes. */
  encode(codes: Uint8Array | Int32Array, count: number, into: Int32Array): void {
    for (let i = 0; i < this.size; i++) this.#numbers[this.codes[i]] = 0;
    this.size = 0;
    const numbers = this.#numbers;
    for (let i = 0; i < count; i++) {
      let number = numbers[codes[i]];
      if (number === 0) {
        this.codes[this.size++] = codes[i];
        number = numbers[codes[i]] = this.size;
      }
      into[i] = number - 1;
    }
  }
}
