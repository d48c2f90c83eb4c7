import { rowGroupRows } from "../session.ts";

/** Records first to last of a file, numbered from 1. */
export interface RecordRange {
  readonly first: number;
  readonly last: number;
}

/** Records of a range: two row groups of the typed rows, as other stages work on them. A file of more than one row group is halved. */
const mostRecords = 2 * rowGroupRows;
/** DuckDB's vectors, which no row group cuts. */
const vectorRecords = 2048;

/** The ranges of a file's records that are read at once; they depend on the number of records alone. */
export function recordRanges(records: number): RecordRange[] {
  if (records <= rowGroupRows) return [{ first: 1, last: records }];
  const half = Math.ceil(records / 2 / vectorRecords) * vectorRecords;
  const size = Math.min(half, mostRecords);
  return Array.from({ length: Math.ceil(records / size) }, (_, r) => ({
    first: r * size + 1,
    last: Math.min(records, (r + 1) * size),
  }));
}
