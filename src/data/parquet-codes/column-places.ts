import type { ColumnChunk } from "../scan/parquet/footer.ts";
import type { CodeMemory } from "./code-memory.ts";
import { NotCountable } from "./not-countable.ts";
import { encodings } from "./page-header.ts";
import { type Page, PageReader } from "./page-reader.ts";
import { Region } from "./region.ts";
import { countable, ValueTable } from "./value-table.ts";

/** What is in a column chunk, in the kernel's memory: views of it are valid until the next one is read. */
export interface ChunkPlaces {
  /** Values with those that are NULL; for a flat column these are the rows. */
  readonly entries: number;
  /** Addresses: the places of values that are there [held], and the levels of all [entries]; 0 where they are all the highest ones. */
  readonly places: number;
  readonly definitions: number;
  readonly repetitions: number;
}

/** Reads the chunks of one column as places in a table of its values. */
export class ColumnPlaces {
  readonly table: ValueTable;
  readonly #memory: CodeMemory;
  readonly #reader: PageReader;
  /** The places of the values of the chunk's dictionary, and how many these are. */
  readonly #map: Region;
  #size = 0;
  readonly #places: Region;

  constructor(memory: CodeMemory, isText: boolean) {
    this.table = new ValueTable(memory, isText);
    this.#memory = memory;
    this.#reader = new PageReader(memory);
    this.#map = new Region(memory);
    this.#places = new Region(memory);
  }

  /** Reads a whole chunk. Errors: NotCountable, as for `pages` and `writePlaces`. */
  read(file: number, chunk: ColumnChunk): ChunkPlaces {
    const reader = this.#reader;
    for (const page of this.pages(file, chunk)) {
      const before = reader.held - page.held;
      this.writePlaces(page, this.#places.reserve(4 * reader.held, 4 * before) + 4 * before);
    }
    const { entries, definitions, repetitions } = reader;
    return { entries, places: this.#places.at, definitions, repetitions };
  }

  /** The pages of a chunk but for that of its dictionary, whose values get places. Errors: NotCountable for another type. */
  *pages(file: number, chunk: ColumnChunk): Generator<Page> {
    if (chunk.leaf.type !== (this.table.isText ? countable.text : countable.number)) {
      throw new NotCountable("its values are of another type");
    }
    this.#size = 0;
    for (const page of this.#reader.pages(file, chunk)) {
      if (!page.isDictionary) yield page;
      else {
        this.#size = page.held;
        this.table.place(page, this.#map.reserve(4 * this.#size));
      }
    }
  }

  /** Writes the places of the values of a page. Errors: NotCountable for an encoding that is not known. */
  writePlaces(page: Page, to: number): void {
    if (page.encoding === encodings.plain) return this.table.place(page, to);
    unpackCodes(this.#memory, page, to);
    if (this.#memory.kernel.translate(to, page.held, this.#map.at, this.#size) === 0) throw beyond();
  }

  /** Counts the values of a page by their codes: none may be NULL, and each is one of the dictionary. @param cells of the rows of the page */
  countCodes({ encoding, at, end, held }: Page, cells: number, counts: number, cellCount: number): void {
    const width = codeWidth(this.#memory, { encoding, at });
    const { kernel } = this.#memory;
    const codes = 2 ** width;
    const map = this.#map.reserve(4 * codes, 4 * this.#size);
    // A code beyond the dictionary is found when all are counted; until then it counts as NULL.
    if (codes > this.#size) this.#memory.ints(map + 4 * this.#size, codes - this.#size).fill(0);
    const found = kernel.countCodes(at + 1, end, width, map, this.#size, cells, held, counts, cellCount);
    if (found < 0) throw beyond();
    if (found < held) throw tooFew();
  }

  /** Address of the definition levels of a page; 0 where none of its values is NULL. */
  definitionsOf({ held, count, before }: Page): number {
    return held === count ? 0 : this.#reader.definitions + 4 * before;
  }
}

/** Bits of each code of a page, which its first byte says. */
function codeWidth(memory: CodeMemory, { encoding, at }: Pick<Page, "encoding" | "at">): number {
  if (encoding !== encodings.dictionary && encoding !== encodings.plainDictionary) {
    throw new NotCountable(`its values have the encoding ${encoding}`);
  }
  const [width] = memory.bytes(at, 1);
  if (width > 24) throw new NotCountable("its dictionary is too large");
  return width;
}

/** Writes the codes of a page. Errors: NotCountable where they are no codes, or too few. */
export function unpackCodes(memory: CodeMemory, { encoding, at, end, held }: Page, to: number): void {
  if (held === 0) return;
  const width = codeWidth(memory, { encoding, at });
  if (memory.kernel.unpack(at + 1, end, width, to, held) < held) throw tooFew();
}

function tooFew(): NotCountable {
  return new NotCountable("a page has fewer codes than values");
}

export function beyond(): NotCountable {
  return new NotCountable("a code has no value in its dictionary");
}
