import type { CodeMemory } from "./code-memory.ts";
import { NotCountable } from "./not-countable.ts";
import type { Page } from "./page-reader.ts";
import { Region } from "./region.ts";

/** Physical types of Parquet that can be counted. */
export const countable = { number: 5, text: 6 } as const;

/** The values of a column, each with a place: 0 is that of NULL, the others follow in the order in which they are met first. */
export class ValueTable {
  readonly isText: boolean;
  /** Places so far. */
  known = 1;
  readonly #memory: CodeMemory;
  /** Address and number of the slots of the hash table: a power of two. */
  #slots = 0;
  #size = 0;
  readonly #values: Region;
  readonly #offsets: Region;

  constructor(memory: CodeMemory, isText: boolean) {
    this.isText = isText;
    this.#memory = memory;
    this.#values = new Region(memory);
    this.#offsets = new Region(memory);
    // The value of NULL: an empty text, or 0.
    for (const region of [this.#values, this.#offsets]) memory.bytes(region.reserve(8), 8).fill(0);
  }

  /** Writes the places of the values of a page in plain encoding. @param to address of [held] 32-bit integers */
  place({ at, end, held }: Pick<Page, "at" | "end" | "held">, to: number): void {
    if (!this.isText && end - at < 8 * held) throw new NotCountable("a page has fewer values than it says");
    this.#reserve(held, end - at);
    const [slots, values, offsets] = [this.#slots, this.#values.at, this.#offsets.at];
    const mask = this.#size - 1;
    const { kernel } = this.#memory;
    const known = this.isText
      ? kernel.placeTexts(at, end, held, to, slots, mask, values, offsets, this.known)
      : kernel.placeNumbers(at, held, to, slots, mask, values, this.known);
    if (known < 0) throw new NotCountable("a page has fewer values than it says");
    this.known = known;
  }

  /** [known] the numbers by their places; that of NULL is 0. */
  numbers(): Float64Array {
    return this.#memory.doubles(this.#values.at, this.known);
  }

  /** All values in plain encoding, by their places. */
  plain(): { readonly bytes: Uint8Array; readonly count: number } {
    const [at, count] = [this.#values.at, this.known];
    if (!this.isText) return { bytes: this.#memory.bytes(at, 8 * count), count };
    const length = this.#textBytes() + 4 * count;
    const to = this.#memory.allocate(length);
    this.#memory.kernel.plainTexts(at, this.#offsets.at, count, to);
    return { bytes: this.#memory.bytes(to, length), count };
  }

  /** Places of values in ascending order: texts by their bytes, as SQL has them. @param places some of them; sorted in place */
  sort(places: Uint32Array): void {
    const { kernel } = this.#memory;
    const [list, spare] = [0, 0].map(() => this.#memory.allocate(4 * places.length));
    const keys = this.#memory.allocate(8 * this.known);
    const [values, offsets] = [this.#values.at, this.isText ? this.#offsets.at : 0];
    this.#memory.ints(list, places.length).set(places);
    if (this.isText) kernel.textKeys(values, offsets, this.known, keys);
    else kernel.numberKeys(values, this.known, keys);
    const sorted = kernel.sortPlaces(list, spare, places.length, keys, values, offsets) === 0 ? list : spare;
    places.set(this.#memory.ints(sorted, places.length));
  }

  /** Sees to it that as many values more fit, and as many bytes of texts. */
  #reserve(count: number, bytes: number): void {
    const most = this.known + count;
    if (2 * most > this.#size) this.#enlarge(2 ** Math.ceil(Math.log2(2 * most)));
    if (this.isText) {
      const held = this.#textBytes();
      this.#values.reserve(held + bytes, held);
      this.#offsets.reserve(4 * (most + 1), 4 * (this.known + 1));
    } else this.#values.reserve(8 * most, 8 * this.known);
  }

  #textBytes(): number {
    return this.#memory.ints(this.#offsets.at, this.known + 1)[this.known];
  }

  #enlarge(size: number): void {
    const slots = this.#memory.allocate(8 * size);
    this.#memory.bytes(slots, 8 * size).fill(0);
    this.#memory.kernel.enter(this.#slots, this.#size, slots, size - 1);
    this.#slots = slots;
    this.#size = size;
  }
}
