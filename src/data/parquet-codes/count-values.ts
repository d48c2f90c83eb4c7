import { readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { loadDecoder } from "./codecs.ts";
import type { CodeMemory } from "./code-memory.ts";
import type { CountTable } from "./count-table.ts";
import type { Footers } from "./footers.ts";
import { FlatCounter } from "./flat-counter.ts";
import { ListCounter } from "./list-counter.ts";
import { NotCountable } from "./not-countable.ts";
import { withFile } from "./open-files.ts";
import { Region } from "./region.ts";
import { cellBytes, chunksOf } from "./row-cells.ts";

/** A column of some Parquet files, and where the cells of their rows are, see `writeRowCells`. */
export interface ColumnToCount {
  readonly parts: readonly string[];
  readonly column: string;
  readonly isText: boolean;
  readonly isList: boolean;
  readonly cellsPath: string;
  /** C. */
  readonly cells: number;
}

/** The rows of a row group, and the address of their cells. */
export interface GroupRows {
  readonly rows: number;
  readonly cells: number;
}

export interface ValueCounts {
  readonly table: CountTable;
  /** Of lists: rows by cell, and those of them without elements; null of others. */
  readonly lengths: ReturnType<ListCounter["lengths"]> | null;
}

/** Counts the values of a column by the codes of its pages. Errors: NotCountable where it cannot, or not within the memory. */
export async function countValues(
  { memory, footers }: { readonly memory: CodeMemory; readonly footers: Footers },
  { parts, column, isText, isList, cellsPath, cells: width }: ColumnToCount,
  signal?: AbortSignal,
): Promise<ValueCounts> {
  await loadDecoder();
  memory.clear();
  const counter = isList ? new ListCounter(memory, isText, width) : new FlatCounter(memory, isText, width);
  await withFile(cellsPath, async (cellsFile) => {
    const cells = new RowCells(memory, cellsFile);
    for (const part of parts) {
      const footer = await footers.of(part);
      const chunks = chunksOf(footer, column, isList);
      await withFile(part, async (file) => {
        for (const [g, rows] of footer.groupRows.entries()) {
          // Something else may have to be done by this thread, and what is done here may have been given up.
          await setImmediate();
          signal?.throwIfAborted();
          counter.add(file, chunks[g], { rows, cells: cells.next(rows) });
        }
      });
    }
  });
  return { table: counter.table, lengths: counter instanceof ListCounter ? counter.lengths() : null };
}

/** The cells of rows, row group by row group. */
class RowCells {
  readonly #memory: CodeMemory;
  readonly #file: number;
  readonly #cells: Region;
  #rows = 0;

  constructor(memory: CodeMemory, file: number) {
    this.#memory = memory;
    this.#file = file;
    this.#cells = new Region(memory);
  }

  /** Address of the cells of as many rows. Errors: NotCountable where there are more than a count may be. */
  next(rows: number): number {
    const [at, bytes] = [this.#cells.reserve(cellBytes * rows), cellBytes * rows];
    const read = readSync(this.#file, this.#memory.bytes(at, bytes), 0, bytes, cellBytes * this.#rows);
    this.#rows += rows;
    if (read < bytes || this.#rows >= 2 ** 32) throw new NotCountable("there are other rows than can be counted");
    return at;
  }
}
