import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { once } from "node:events";
import { z } from "zod";
import type { ColumnType, Format } from "../../config/file-schema.ts";
import type { Config } from "../../config/schema.ts";
import { entityColumn } from "../../util/entity-role.ts";
import { DomainlensError } from "../../util/errors.ts";
import { joinFragments, quoteIdentifier, quoteList, quoteLiteral, sql, type SqlFragment } from "../identifiers.ts";
import type { Dialect } from "../scan/record-scanner.ts";
import { readFirstRecord } from "../scan/header.ts";
import { type FileScan, scanFile } from "../scan/scan-file.ts";
import type { Session } from "../session.ts";

type Csv = Config["dataset"]["csv"];

/** A raw file as a relation: `_record` (bigint, from 1) and its columns, and how many records it must give. */
export interface OpenFile {
  readonly relation: SqlFragment;
  readonly columns: readonly string[];
  /** Physical records, good and bad. */
  readonly records: number;
  readonly header: boolean;
  readonly bad: FileScan["bad"];
  /** Line of good record number `ordinal`; for Parquet its row number. */
  readonly lineOf: (ordinal: number) => number;
  /** Text formats hold text only; Parquet brings types. */
  readonly typed: boolean;
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

/** Scans a raw file and gives the relation that reads it. Errors: DomainlensError("input") for an empty or unreadable file. */
export async function openFile(session: Session, options: OpenOptions): Promise<OpenFile> {
  const { entity, name } = options;
  const file = await openColumns(session, options);
  return entity === undefined ? file : withEntity(file, name, entity);
}

function openColumns(session: Session, options: OpenOptions): Promise<OpenFile> {
  const format = options.format ?? formatOf(options.name);
  if (format === "parquet") return openParquet(session, options);
  if (format === "jsonl") return openJsonLines(options);
  return openDelimited({ ...options, csv: format === "tsv" ? { ...options.csv, delimiter: "\t" } : options.csv });
}

/** The file with the column that tells its entity. */
function withEntity(file: OpenFile, name: string, entity: string): OpenFile {
  const own = file.columns.find((column) => column.toLowerCase() === entityColumn);
  if (own !== undefined) {
    throw new DomainlensError("data", {
      what: `${name} has a column ${JSON.stringify(own)}, the name of the one that dataset.entities gives every row`,
      value: own,
      remedy: `rename it in the dump; if it tells the entities, list all files under dataset.files and write domain: ${own}`,
    });
  }
  const column = sql`${quoteLiteral(entity)} AS ${quoteIdentifier(entityColumn)}`;
  return {
    ...file,
    relation: sql`SELECT *, ${column} FROM (${file.relation}) AS file_rows`,
    columns: [...file.columns, entityColumn],
  };
}

function formatOf(name: string): Format {
  const extension = /\.(csv|tsv|parquet|jsonl|ndjson)(\.gz)?$/i.exec(name)?.[1].toLowerCase();
  if (extension === "ndjson") return "jsonl";
  if (extension === "csv" || extension === "tsv" || extension === "parquet" || extension === "jsonl") return extension;
  throw new DomainlensError("config", {
    what: `the format of ${name} cannot be told from its name`,
    remedy: "set dataset.format to csv, tsv, parquet or jsonl",
  });
}

const parquetRows = z.object({ records: z.number() });
const parquetColumn = z.object({ column_name: z.string() });

async function openParquet(session: Session, { name, path }: OpenOptions): Promise<OpenFile> {
  const file = quoteLiteral(path);
  try {
    const [{ records }] = await session.rows(
      `SELECT CAST(SUM(num_rows) AS BIGINT) AS records FROM parquet_file_metadata(${file})`,
      {},
      parquetRows,
    );
    const described = await session.rows(`DESCRIBE SELECT * FROM read_parquet(${file})`, {}, parquetColumn);
    const relation = sql`SELECT file_row_number + 1 AS _record, * EXCLUDE (file_row_number) FROM read_parquet(${file}, file_row_number = true)`;
    const columns = described.map((row) => row.column_name);
    return { relation, columns, records, header: false, bad: [], lineOf: (ordinal) => ordinal, typed: true };
  } catch (cause) {
    throw new DomainlensError("input", {
      what: `${name} cannot be read as Parquet: ${cause instanceof Error ? cause.message.split("\n")[0] : String(cause)}`,
      remedy: "check that the file is complete, or leave it out of the dataset",
      cause,
    });
  }
}

async function openDelimited(options: OpenOptions): Promise<OpenFile> {
  const { csv, name, path } = options;
  const dialect = dialectOf(csv);
  const first = await readFirstRecord(path, dialect);
  if (first.length === 0) throw emptyFile(name);
  const columns = csv.columns ?? (csv.header ? first : undefined);
  if (columns === undefined) {
    throw new DomainlensError("config", {
      what: `${name} has no header and dataset.csv.columns does not name its columns`,
      value: `${first.length} fields in the first record`,
      remedy: "list the column names in dataset.csv.columns, in file order",
    });
  }
  checkColumns(name, columns);
  const { scan, readPath } = await scanAndClean(options, dialect, columns.length, csv.header);
  const relation = csvRelation(readPath, csv, columns, scan, csv.header && readPath === path);
  return {
    relation,
    columns,
    records: scan.records,
    header: csv.header,
    bad: scan.bad,
    lineOf: scan.lineOf,
    typed: false,
  };
}

const unitSeparator = 31;

async function openJsonLines(options: OpenOptions): Promise<OpenFile> {
  // A raw unit separator cannot occur in valid JSON, so a line is one field.
  const dialect: Dialect = { delimiter: unitSeparator, quote: -1, escape: -1 };
  const { scan, readPath } = await scanAndClean(options, dialect, 1, false);
  if (scan.records === 0) throw emptyFile(options.name);
  const csv: Csv = { delimiter: "\u001F", quote: "", header: false, nullTokens: ["\u001E"] };
  const lines = csvRelation(readPath, csv, ["_json"], scan, false);
  // CASE, because both sides of an AND may be evaluated, and json_type fails on a text that is not JSON.
  const isObject = sql`CASE WHEN json_valid(_json) THEN json_type(_json) = 'OBJECT' ELSE false END`;
  const fields = options.jsonColumns.map((column) => {
    const path = quoteLiteral(`$."${column.replaceAll('"', '\\"')}"`);
    const isList = options.types[column]?.endsWith("[]");
    const value = isList
      ? sql`CAST(json_extract(_json, ${path}) AS VARCHAR[])`
      : sql`json_extract_string(_json, ${path})`;
    return sql`CASE WHEN ${isObject} THEN ${value} END AS ${quoteIdentifier(column)}`;
  });
  const text = sql`CASE WHEN NOT ${isObject} THEN _json END AS _not_object`;
  const select = joinFragments([sql`_record`, text, ...fields], ", ");
  const relation = sql`SELECT ${select} FROM (${lines}) AS json_lines`;
  const columns = [...options.jsonColumns];
  return { relation, columns, records: scan.records, header: false, bad: scan.bad, lineOf: scan.lineOf, typed: false };
}

/** Scans the file; one that a plain reader would misread is rewritten without its bad records. */
async function scanAndClean(
  options: OpenOptions,
  dialect: Dialect,
  expectedFields: number,
  header: boolean,
): Promise<{ scan: FileScan; readPath: string }> {
  const { path, signal } = options;
  const scan = await scanFile(path, { dialect, header, expectedFields, signal });
  if (!scan.needsCopy) return { scan, readPath: path };
  const readPath = join(options.scratchDir, options.scratchName);
  const copy = createWriteStream(readPath);
  const onGood = async (record: Uint8Array): Promise<void> => {
    copy.write(record);
    if (!copy.write("\n")) await once(copy, "drain");
  };
  await scanFile(path, { dialect, header, expectedFields, signal, onGood });
  copy.end();
  await once(copy, "close");
  return { scan: { ...scan, lineEnd: "\n" }, readPath };
}

/** `strict_mode` is left at its default, which is strict: naming it makes DuckDB 1.5 read no row of a file with CRLF line ends. */
function csvRelation(path: string, csv: Csv, columns: readonly string[], scan: FileScan, header: boolean): SqlFragment {
  const types = joinFragments(
    columns.map((column) => sql`${quoteLiteral(column)}: 'VARCHAR'`),
    ", ",
  );
  const lineEnd = quoteLiteral(scan.lineEnd === "\r\n" ? "\\r\\n" : "\\n");
  const options = [
    sql`auto_detect = false, header = ${header ? sql`true` : sql`false`}, null_padding = false`,
    sql`delim = ${quoteLiteral(csv.delimiter)}, quote = ${quoteLiteral(csv.quote)}`,
    sql`escape = ${quoteLiteral(csv.escape ?? csv.quote)}, columns = {${types}}`,
    sql`nullstr = ${quoteList(csv.nullTokens)}, allow_quoted_nulls = false, new_line = ${lineEnd}`,
  ];
  if (scan.longestRecord > 1 << 20) options.push(sql`max_line_size = ${2 * scan.longestRecord}`);
  // A file without one good record holds nothing to read, and an empty copy is not a CSV file.
  const limit = scan.records === scan.bad.length ? sql` LIMIT 0` : sql``;
  return sql`SELECT row_number() OVER () AS _record, * FROM read_csv(${quoteLiteral(path)}, ${joinFragments(options, ", ")})${limit}`;
}

function dialectOf(csv: Csv): Dialect {
  const code = (text: string): number => (text === "" ? -1 : text.charCodeAt(0));
  return { delimiter: code(csv.delimiter), quote: code(csv.quote), escape: code(csv.escape ?? csv.quote) };
}

function checkColumns(name: string, columns: readonly string[]): void {
  const seen = new Set<string>();
  for (const column of columns) {
    const key = column.toLowerCase();
    if (column !== "" && !seen.has(key)) seen.add(key);
    else {
      throw new DomainlensError("input", {
        what: column === "" ? `${name} has a column without a name` : `${name} names a column twice`,
        value: column,
        remedy: "name the columns in dataset.csv.columns (with header: true the file's own header is then skipped)",
      });
    }
  }
}

function emptyFile(name: string): DomainlensError {
  return new DomainlensError("input", {
    what: `${name} is empty`,
    remedy: "check how the dump was written, or leave the file out of the dataset",
  });
}
