import { open } from "node:fs/promises";
import { basename } from "node:path";
import { z } from "zod";
import type { Format } from "../../config/file-schema.ts";
import { DomainlensError } from "../../util/errors.ts";
import { quoteIdentifier, quoteLiteral, quotePath, sql, type SqlFragment } from "../identifiers.ts";
import { refuseForeign } from "../ingest/refuse-foreign.ts";
import type { Session } from "../session.ts";
import { loadSql } from "../sql-file.ts";

/** What a sample of a column shows; shares are of all rows of the sample. */
export interface ColumnFacts {
  readonly name: string;
  /** DuckDB's type, such as VARCHAR, BIGINT, DOUBLE, TIMESTAMP or VARCHAR[]. */
  readonly type: string;
  readonly rows: number;
  readonly present: number;
  readonly distinct: number;
  readonly least: string | null;
  readonly greatest: string | null;
  readonly meanLength: number;
  readonly delimiterShares: Readonly<Record<string, number>>;
}

export interface Dialect {
  readonly delimiter: string;
  readonly quote: string;
  readonly header: boolean;
}

export interface SniffedFile {
  readonly format: Format;
  /** Null for formats without a dialect. */
  readonly dialect: Dialect | null;
  readonly columns: readonly ColumnFacts[];
}

const quoteSampleBytes = 1 << 20;

/** Rows that are looked at. */
export const sampleRows = 100_000;

const dialectSchema = z.object({ delimiter: z.string(), quote: z.string(), header: z.boolean() });
const columnSchema = z.object({ name: z.string(), type: z.string() });
const factsSchema = z.object({
  rows: z.number(),
  present: z.number(),
  distinct_values: z.number(),
  least: z.string().nullable(),
  greatest: z.string().nullable(),
  mean_length: z.number().nullable(),
  carets: z.number().nullable(),
  bars: z.number().nullable(),
  semicolons: z.number().nullable(),
  commas: z.number().nullable(),
});

const byHand = "write the pipeline by hand";
const remedies = {
  csv: `check that it is text in UTF-8 with a header, or ${byHand}, with delimiter, quote and columns in dataset.csv`,
  tsv: `check that it is text in UTF-8 with a header, or ${byHand}, with quote and columns in dataset.csv`,
  jsonl: `check that each of its lines is one JSON object, or ${byHand}`,
  parquet: "check that the file is complete, and compressed with snappy, gzip, zstd, brotli or lz4_raw",
} satisfies Record<Format, string>;

/**
 * Looks at the first rows of a file: dialect, columns, types, and what their values look like. Errors: DomainlensError("input") for one that is no
 * log, or damaged where it is looked at.
 */
export async function sniffFile(path: string, session: Session): Promise<SniffedFile> {
  const format = formatOf(path);
  const name = basename(path);
  await refuseForeign({ name, path });
  try {
    return await sniff(path, format, session);
  } catch (cause) {
    if (!(cause instanceof DomainlensError) || cause.code !== "data") throw cause;
    throw new DomainlensError("input", {
      what: `${name} cannot be read as ${format}: ${cause.message.split("\n", 1)[0]}`,
      remedy: remedies[format],
      cause,
    });
  }
}

async function sniff(path: string, format: Format, session: Session): Promise<SniffedFile> {
  const dialect = format === "csv" || format === "tsv" ? await sniffDialect(path, session) : null;
  const reader = readerOf(path, format, dialect);
  await session.run(sql`CREATE TEMP TABLE sample AS SELECT * FROM ${reader} LIMIT ${sampleRows}`);
  const columns = await session.rows(loadSql("infer/sample-columns"), {}, columnSchema);
  const facts: ColumnFacts[] = [];
  for (const column of columns) facts.push(await factsOf(column, session));
  return { format, dialect, columns: facts };
}

async function sniffDialect(path: string, session: Session): Promise<Dialect> {
  const [dialect] = await session.rows(loadSql("infer/csv-dialect", { path: quotePath(path) }), {}, dialectSchema);
  // DuckDB writes "no quote" as a NUL or as (empty), also where the sample has none to see: the usual one is then right.
  const found = dialect.quote.length === 1 && dialect.quote !== "\0";
  return { ...dialect, quote: found ? dialect.quote : (await holdsQuote(path)) ? "" : '"' };
}

/** Whether there is a double quote among the first bytes of a file. */
async function holdsQuote(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(quoteSampleBytes), 0, quoteSampleBytes, 0);
    return buffer.subarray(0, bytesRead).includes('"');
  } finally {
    await file.close();
  }
}

function readerOf(path: string, format: Format, dialect: Dialect | null): SqlFragment {
  const file = quotePath(path);
  if (format === "parquet") return sql`read_parquet(${file}, hive_partitioning = false)`;
  if (format === "jsonl") return sql`read_json(${file}, format = 'newline_delimited', hive_partitioning = false)`;
  const delimiter = quoteLiteral(dialect?.delimiter ?? ",");
  const header = quoteLiteral(String(dialect?.header ?? true));
  // Broken lines are the business of ingest; here they must not stop the sniffing.
  return sql`read_csv(${file}, delim = ${delimiter}, header = CAST(${header} AS BOOLEAN), ignore_errors = true, hive_partitioning = false)`;
}

async function factsOf({ name, type }: z.infer<typeof columnSchema>, session: Session): Promise<ColumnFacts> {
  const source = sql`(SELECT ${quoteIdentifier(name)} AS value FROM sample)`;
  const [facts] = await session.rows(loadSql("infer/column-facts", { source }), {}, factsSchema);
  const { carets, bars, semicolons, commas } = facts;
  return {
    name,
    type,
    rows: facts.rows,
    present: facts.present,
    distinct: facts.distinct_values,
    least: facts.least,
    greatest: facts.greatest,
    meanLength: facts.mean_length ?? 0,
    delimiterShares: { "^": carets ?? 0, "|": bars ?? 0, ";": semicolons ?? 0, ",": commas ?? 0 },
  };
}

function formatOf(path: string): Format {
  const match = /\.(csv|tsv|parquet|jsonl|ndjson)(\.gz)?$/i.exec(path);
  if (match === null) {
    throw new DomainlensError("usage", {
      what: "cannot tell the format of this file from its name",
      value: path,
      remedy: "name it .csv, .tsv, .parquet or .jsonl, or write the pipeline by hand with dataset.format",
    });
  }
  const extension = match[1].toLowerCase();
  if (extension === "ndjson") return "jsonl";
  return extension === "csv" || extension === "tsv" || extension === "parquet" ? extension : "jsonl";
}
