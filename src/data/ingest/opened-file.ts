import type { ColumnType, Format } from "../../config/file-schema.ts";
import type { Config } from "../../config/schema.ts";
import type { SqlFragment } from "../identifiers.ts";
import type { FileScan } from "../scan/scan-file.ts";

/** The dialect of a delimited file. */
export type Csv = Config["dataset"]["csv"];

/** A raw file as a relation: `_domainlens_record` (bigint, from 1) and its columns, and how many records it must give. */
export interface OpenFile {
  readonly relation: SqlFragment;
  /** The relation of records `first` to `last` alone, where the others need not be read for it. */
  readonly between?: (first: number, last: number) => SqlFragment;
  readonly columns: readonly string[];
  /** Of the columns; left out: texts. */
  readonly types?: readonly string[];
  /** Physical records, good and bad. */
  readonly records: number;
  readonly header: boolean;
  readonly bad: FileScan["bad"];
  /** Line of good record number `ordinal`; for Parquet its row number. */
  readonly lineOf: (ordinal: number) => number;
  /** Text formats hold text only; Parquet brings types. */
  readonly typed: boolean;
  /** What may be wrong with a record that only the SQL engine sees. */
  readonly flaws: readonly Flaw[];
  /** What is to be known of the file as a whole: an end that may have been cut off. */
  readonly doubts: readonly string[];
  /** Pages of a Parquet file without a checksum. */
  readonly uncheckedPages?: number;
}

/** A defect that the relation shows: `text` is a column of it, or an expression over it: NULL in a sound record and else the damaged value. */
export interface Flaw {
  readonly reason: string;
  readonly column: string | null;
  readonly text: SqlFragment;
}

export interface OpenOptions {
  readonly name: string;
  readonly path: string;
  /** The entity of all rows, which become a column of it; undefined where the log has no file sets. */
  readonly entity?: string | undefined;
  readonly format: Format | undefined;
  readonly csv: Csv;
  /** Columns to take from each JSON object. */
  readonly jsonColumns: readonly string[];
  readonly types: Readonly<Record<string, ColumnType>>;
  readonly scratchDir: string;
  readonly scratchName: string;
  readonly signal: AbortSignal;
}
