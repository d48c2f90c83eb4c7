import type { ColumnChunk } from "../scan/parquet/footer.ts";
import type { CodeMemory } from "./code-memory.ts";
import { ColumnPlaces } from "./column-places.ts";
import { CountTable } from "./count-table.ts";
import type { GroupRows } from "./count-values.ts";
import { NotCountable } from "./not-countable.ts";
import { Region } from "./region.ts";

/** The definition level of an element that is there, where lists and their elements may be NULL: as ingest writes them. */
const present = 3;
/** How often a value occurs, in how many rows, and its mass in 64 bits. */
const stride = 4;

/** Counts the elements of a column of lists. */
export class ListCounter {
  readonly table: CountTable;
  readonly #memory: CodeMemory;
  readonly #column: ColumnPlaces;
  readonly #keepsNull: boolean;
  /** Zeros for each value, between two rows. */
  readonly #occurrences: Region;
  /** [2, C] rows, and those of them whose list has no elements. */
  readonly #lengths: Region;
  #entries = 0;

  constructor(memory: CodeMemory, isText: boolean, cells: number) {
    this.#memory = memory;
    this.#column = new ColumnPlaces(memory, isText);
    this.table = new CountTable(memory, this.#column.table, { cells, stride });
    this.#keepsNull = isText;
    this.#occurrences = new Region(memory);
    this.#lengths = new Region(memory);
    this.#lengths.reserveZeros(8 * cells, 0);
  }

  /** By cell: rows, and those of them whose list has no elements, or is NULL. */
  lengths(): { readonly rows: number[]; readonly empty: number[] } {
    const { cells } = this.table;
    const all = [...this.#memory.ints(this.#lengths.at, 2 * cells)];
    return { rows: all.slice(0, cells), empty: all.slice(cells) };
  }

  /** Adds the rows of a row group. Errors: NotCountable. */
  add(file: number, chunk: ColumnChunk, { rows, cells }: GroupRows): void {
    const { leaf, path, values } = chunk;
    if (leaf.definition !== present || path.length !== 3) throw new NotCountable("its lists are of another kind");
    this.#entries += values;
    if (this.#entries >= 2 ** 32) throw new NotCountable("there are more elements than can be counted");
    const { places, definitions, repetitions } = this.#column.read(file, chunk);
    const { known } = this.#column.table;
    const occurrences = this.#occurrences.reserveZeros(4 * known, 0);
    const found = this.#memory.kernel.countLists(
      places,
      definitions,
      repetitions,
      values,
      present,
      Number(this.#keepsNull),
      cells,
      rows,
      this.table.reserve(),
      this.table.cells,
      occurrences,
      this.#lengths.at,
    );
    if (found !== rows) throw new NotCountable("it has another number of lists than rows");
  }
}
