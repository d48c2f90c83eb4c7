import type { TableBlock } from "./blocks.ts";
import { leftOut } from "./left-out.ts";
import { shorten } from "../util/visible.ts";

/** A column of a table about rows of type `Row`. */
export interface Column<Row> {
  readonly title: string;
  readonly align: "left" | "right";
  readonly cell: (row: Row) => string;
}

const shownRows = 40;
const cellLimit = 120;

/** A table of at most `limit` rows, one line a row; what is left out is counted. @param file where to find that; `results.json` by default */
export function tableOf<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  limit = shownRows,
  file?: string,
): TableBlock {
  return {
    kind: "table",
    columns: columns.map(({ title, align }) => ({ title, align })),
    rows: rows.slice(0, limit).map((row) => columns.map(({ cell }) => shorten(cell(row), cellLimit))),
    leftOut: leftOut(rows.length, limit, "", file),
  };
}

/** A column of names or words. */
export function left<Row>(title: string, cell: (row: Row) => string): Column<Row> {
  return { title, align: "left", cell };
}

/** A column of numbers. */
export function right<Row>(title: string, cell: (row: Row) => string): Column<Row> {
  return { title, align: "right", cell };
}
