import { readSync } from "node:fs";
import type { ColumnChunk } from "../scan/parquet/footer.ts";
import { decompress, isCompressed } from "./codecs.ts";
import type { CodeMemory } from "./code-memory.ts";
import { NotCountable } from "./not-countable.ts";
import { type PageHeader, readPageHeader } from "./page-header.ts";
import { Region } from "./region.ts";

/** A page in the kernel's memory. */
export interface Page extends Pick<PageHeader, "isDictionary" | "encoding"> {
  /** Values with those that are NULL, those of the chunk before them, and how many of them are there. */
  readonly count: number;
  readonly before: number;
  readonly held: number;
  /** The definition level of a value that is there. */
  readonly present: number;
  /** Addresses of the values. */
  readonly at: number;
  readonly end: number;
}

type LevelKind = "repetition" | "definition";

/** Reads the pages of column chunks, with the levels of their values. */
export class PageReader {
  readonly #memory: CodeMemory;
  readonly #chunk: Region;
  readonly #page: Region;
  /** Levels are written from the first page on of which some are not the highest one. */
  readonly #levels: Record<LevelKind, { readonly region: Region; written: number }>;
  /** Of the chunk that is read: its values, with those that are NULL, and how many of them are there. */
  entries = 0;
  held = 0;

  constructor(memory: CodeMemory) {
    this.#memory = memory;
    this.#chunk = new Region(memory);
    this.#page = new Region(memory);
    this.#levels = {
      repetition: { region: new Region(memory), written: 0 },
      definition: { region: new Region(memory), written: 0 },
    };
  }

  /** Addresses of the levels [entries] of all pages so far, four bytes each; 0 where they are all the highest ones. */
  get repetitions(): number {
    return this.#levels.repetition.written === 0 ? 0 : this.#levels.repetition.region.at;
  }

  get definitions(): number {
    return this.#levels.definition.written === 0 ? 0 : this.#levels.definition.region.at;
  }

  /** The pages of a chunk, each valid until the next one. `loadDecoder` has been awaited. @param file an open one. Errors: NotCountable for what is not known, or cannot be what it says. */
  *pages(file: number, chunk: ColumnChunk): Generator<Page> {
    const length = chunk.to - chunk.from;
    const from = this.#chunk.reserve(length);
    if (readSync(file, this.#memory.bytes(from, length), 0, length, chunk.from) < length)
      throw new NotCountable("its file ends before");
    this.entries = 0;
    this.held = 0;
    for (const levels of Object.values(this.#levels)) levels.written = 0;
    for (let at = from; at < from + length;) {
      const { header, end } = readPageHeader(this.#memory.bytes(0, from + length), at);
      at = end + header.compressedSize;
      if (at > from + length) throw new NotCountable("a page goes beyond its column");
      const body = this.#body(chunk, header, end);
      yield header.isDictionary
        ? { ...header, before: 0, present: 0, held: header.count, at: body, end: body + header.size }
        : this.#dataPage(chunk, header, body);
    }
    if (this.entries < chunk.values) throw new NotCountable("its pages have fewer values than it says");
  }

  /** Address of what a page holds, decompressed. */
  #body({ codec }: ColumnChunk, header: PageHeader, at: number): number {
    const { size, compressedSize } = header;
    if (isCompressed(codec)) {
      const body = this.#page.reserve(size);
      const found = decompress(this.#memory.bytes(at, compressedSize), size);
      this.#memory.bytes(body, size).set(found);
      return body;
    }
    if (size === compressedSize) return at;
    throw new NotCountable("a page has two sizes");
  }

  #dataPage({ leaf, values }: ColumnChunk, header: PageHeader, body: number): Page {
    const { isDictionary, encoding, count } = header;
    if (this.entries + count > values) throw new NotCountable("its pages have more values than it says");
    const end = body + header.size;
    let at = body;
    for (const kind of ["repetition", "definition"] as const) {
      if (leaf[kind] === 0) continue;
      const length = this.#lengthAt(at, end);
      at += 4;
      if (length > end - at) throw new NotCountable("levels go beyond their page");
      this.#readLevels(kind, leaf[kind], { at, end: at + length, count });
      at += length;
    }
    const before = this.entries;
    const held = this.definitions === 0 ? count : this.#countHeld(leaf.definition, count);
    this.entries += count;
    this.held += held;
    return { isDictionary, encoding, count, before, held, present: leaf.definition, at, end };
  }

  #lengthAt(at: number, end: number): number {
    if (end - at < 4) throw new NotCountable("levels go beyond their page");
    return new DataView(this.#memory.buffer).getUint32(at, true);
  }

  #readLevels(
    kind: LevelKind,
    most: number,
    { at, end, count }: { readonly at: number; readonly end: number; readonly count: number },
  ): void {
    const { kernel } = this.#memory;
    const levels = this.#levels[kind];
    const width = 32 - Math.clz32(most);
    if (levels.written === 0 && kernel.isOneRun(at, end, width, count, most) === 1) return;
    const after = this.entries + count;
    const from = levels.region.reserve(4 * after, 4 * levels.written);
    this.#memory.ints(from, after).fill(most, levels.written, this.entries);
    levels.written = after;
    if (kernel.unpack(at, end, width, from + 4 * this.entries, count) === count) return;
    throw new NotCountable("a page has fewer levels than values");
  }

  #countHeld(present: number, count: number): number {
    return this.#memory.kernel.countEqual(this.definitions + 4 * this.entries, count, present);
  }
}
