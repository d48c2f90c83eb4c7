import type { ColumnChunk } from "../scan/parquet/footer.ts";
import type { CodeMemory } from "./code-memory.ts";
import { beyond, unpackCodes } from "./column-places.ts";
import { NotCountable } from "./not-countable.ts";
import { encodings } from "./page-header.ts";
import { type Page, PageReader } from "./page-reader.ts";
import { Region } from "./region.ts";

const integer = 2;

/** Reads the chunks of a column of 64-bit integers that are never NULL. */
export class ColumnIntegers {
  readonly #memory: CodeMemory;
  readonly #reader: PageReader;
  readonly #dictionary: Region;
  readonly #codes: Region;
  readonly #values: Region;

  constructor(memory: CodeMemory) {
    this.#memory = memory;
    this.#reader = new PageReader(memory);
    this.#dictionary = new Region(memory);
    this.#codes = new Region(memory);
    this.#values = new Region(memory);
  }

  /** Address of the values, valid until the next chunk is read. Errors: NotCountable as for `ColumnPlaces`, and where one is NULL. */
  read(file: number, chunk: ColumnChunk): number {
    if (chunk.leaf.type !== integer) throw new NotCountable("its values are no 64-bit integers");
    const to = this.#values.reserve(8 * chunk.values);
    let size = 0;
    for (const page of this.#reader.pages(file, chunk)) {
      if (page.end - page.at < 8 * page.held && (page.isDictionary || page.encoding === encodings.plain))
        throw beyond();
      if (page.isDictionary) {
        size = page.held;
        this.#copy(page, this.#dictionary.reserve(8 * size));
      } else this.#addPage(page, size, to + 8 * (this.#reader.held - page.held));
    }
    if (this.#reader.held < chunk.values) throw new NotCountable("a value is NULL");
    return to;
  }

  #addPage(page: Page, size: number, to: number): void {
    if (page.encoding === encodings.plain) return this.#copy(page, to);
    const codes = this.#codes.reserve(4 * page.held);
    unpackCodes(this.#memory, page, codes);
    if (this.#memory.kernel.pick(codes, page.held, this.#dictionary.at, size, to) === 0) throw beyond();
  }

  #copy({ at, held }: Page, to: number): void {
    this.#memory.bytes(to, 8 * held).set(this.#memory.bytes(at, 8 * held));
  }
}
