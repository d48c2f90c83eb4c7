import type { ColumnChunk } from "../scan/parquet/footer.ts";
import type { CodeMemory } from "./code-memory.ts";
import { ColumnPlaces } from "./column-places.ts";
import { CountTable } from "./count-table.ts";
import type { GroupRows } from "./count-values.ts";
import { NotCountable } from "./not-countable.ts";
import { encodings } from "./page-header.ts";
import type { Page } from "./page-reader.ts";
import { Region } from "./region.ts";
import { cellBytes } from "./row-cells.ts";

/** Counts the values of a column with one value a row. */
export class FlatCounter {
  readonly table: CountTable;
  readonly #memory: CodeMemory;
  readonly #column: ColumnPlaces;
  readonly #places: Region;

  constructor(memory: CodeMemory, isText: boolean, cells: number) {
    this.#memory = memory;
    this.#column = new ColumnPlaces(memory, isText);
    this.table = new CountTable(memory, this.#column.table, { cells, stride: 1 });
    this.#places = new Region(memory);
  }

  /** Adds the rows of a row group. Errors: NotCountable. */
  add(file: number, chunk: ColumnChunk, { rows, cells }: GroupRows): void {
    if (chunk.values !== rows) throw new NotCountable("it has another number of values than rows");
    for (const page of this.#column.pages(file, chunk)) this.#addPage(page, cells + cellBytes * page.before);
  }

  #addPage(page: Page, cells: number): void {
    const { cells: width } = this.table;
    if (page.held === page.count && page.encoding !== encodings.plain) {
      return this.#column.countCodes(page, cells, this.table.reserve(), width);
    }
    const to = this.#places.reserve(4 * page.held);
    this.#column.writePlaces(page, to);
    const [counts, levels] = [this.table.reserve(), this.#column.definitionsOf(page)];
    this.#memory.kernel.countRows(to, levels, page.present, cells, page.count, counts, width);
  }
}
