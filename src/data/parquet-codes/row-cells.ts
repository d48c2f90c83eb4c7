import { type FileHandle, open } from "node:fs/promises";
import type { ColumnChunk, ParquetFooter } from "../scan/parquet/footer.ts";
import { loadDecoder } from "./codecs.ts";
import type { CodeMemory } from "./code-memory.ts";
import { ColumnIntegers } from "./column-integers.ts";
import { ColumnPlaces } from "./column-places.ts";
import type { Footers } from "./footers.ts";
import { NotCountable } from "./not-countable.ts";
import { withFile } from "./open-files.ts";
import { Region } from "./region.ts";

/** What the cell of a row follows from: columns and their values. */
export interface CellRule {
  readonly domain: string;
  /** In the order of their cells. */
  readonly domains: readonly string[];
  /** A row is of split 0 below the first cut, else of 1 below the second, else of 2; null: the cells are the domains. */
  readonly split: { readonly column: string; readonly cuts: readonly [bigint, bigint] } | null;
}

/** Cells take two bytes each. */
const mostCells = 65_536;
export const cellBytes = 2;

/** How many cells there are. */
export function cellCount({ domains, split }: CellRule): number {
  return domains.length * (split === null ? 1 : 3);
}

/** The chunk of a column of the table, or of the elements of a list, in each row group. Errors: NotCountable where there is none. */
export function chunksOf({ chunks, groupRows }: ParquetFooter, column: string, isList = false): ColumnChunk[] {
  const own = chunks.filter(({ path, leaf }) => path[0] === column && leaf.repetition === (isList ? 1 : 0));
  if (own.length === groupRows.length) return own;
  throw new NotCountable("it is no column of plain values");
}

/** Writes the cell of every row of some Parquet files, one after the other, to a file: it is read for each feature that is counted. Errors: NotCountable. */
export async function writeRowCells(
  { memory, footers }: { readonly memory: CodeMemory; readonly footers: Footers },
  parts: readonly string[],
  rule: CellRule,
  path: string,
): Promise<void> {
  if (cellCount(rule) > mostCells) throw new NotCountable("there are too many domains");
  await loadDecoder();
  memory.clear();
  const columns = {
    domain: new ColumnPlaces(memory, true),
    split: new ColumnIntegers(memory),
    cells: new Region(memory),
  };
  enterDomains(memory, columns.domain, rule.domains);
  await using target = await open(path, "w", 0o600);
  for (const part of parts) {
    const footer = await footers.of(part);
    await withFile(part, (file) => writeCells({ memory, columns, rule, target }, file, footer));
  }
}

interface CellWork {
  readonly memory: CodeMemory;
  readonly columns: { readonly domain: ColumnPlaces; readonly split: ColumnIntegers; readonly cells: Region };
  readonly rule: CellRule;
  readonly target: FileHandle;
}

async function writeCells(
  { memory, columns, rule, target }: CellWork,
  file: number,
  footer: ParquetFooter,
): Promise<void> {
  const { domain, split } = rule;
  const splits = split === null ? null : chunksOf(footer, split.column);
  const [low, high] = split?.cuts ?? [0n, 0n];
  for (const [g, chunk] of chunksOf(footer, domain).entries()) {
    const rows = footer.groupRows[g];
    const at = splits === null ? 0 : columns.split.read(file, splits[g]);
    const { places, definitions, entries } = columns.domain.read(file, chunk);
    if (entries !== rows || definitions !== 0 || columns.domain.table.known > rule.domains.length + 1) {
      throw new NotCountable("rows have other domains");
    }
    const cells = columns.cells.reserve(cellBytes * rows);
    memory.kernel.cellsOf(places, rows, at, low, high, cells);
    await target.writeFile(memory.bytes(cells, cellBytes * rows));
  }
}

/** Gives domains the places from 1 on, in their order. */
function enterDomains(memory: CodeMemory, { table }: ColumnPlaces, domains: readonly string[]): void {
  const texts = domains.map((domain) => Buffer.from(domain, "utf8"));
  const page = Buffer.concat(
    texts.flatMap((text) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(text.length);
      return [length, text];
    }),
  );
  const at = memory.allocate(page.length);
  memory.bytes(at, page.length).set(page);
  table.place({ at, end: at + page.length, held: domains.length }, memory.allocate(4 * domains.length));
}
