import { basename } from "node:path";
import { z } from "zod";
import type { Format } from "../../config/file-schema.ts";
import { DomainlensError } from "../../util/errors.ts";
import { joinFragments, quoteIdentifier, sql, type SqlFragment } from "../identifiers.ts";
import { labelValue } from "../ingest/columns.ts";
import { numberListRules, numberRules } from "../ingest/number-rules.ts";
import { refuseColumns } from "../ingest/open-delimited.ts";
import { refuseForeign } from "../ingest/refuse-foreign.ts";
import { castStrictly } from "../ingest/strict-cast.ts";
import type { Session } from "../session.ts";
import { loadSql } from "../sql-file.ts";
import { isMeasureList, isNumberType, isTimeType, readableType } from "./column-types.ts";
import { type Dialect, delimitedHead } from "./delimited-head.ts";
import { fillSample, type SampledColumn } from "./sample-table.ts";

/** What a sample of a column shows; shares are of all rows of the sample. */
export interface ColumnFacts {
  readonly name: string;
  /** A type of DuckDB's as which ingest can read the sample: VARCHAR, BIGINT, DOUBLE, TIMESTAMP, VARCHAR[] and such. */
  readonly type: string;
  readonly rows: number;
  readonly present: number;
  /** Present values that are empty texts, where `type` is that of the others; none of text. */
  readonly blanks: number;
  /** Without blanks. */
  readonly distinct: number;
  readonly least: string | null;
  readonly greatest: string | null;
  /** What a label can be made of. */
  readonly label: LabelFacts;
  readonly meanLength: number;
  readonly delimiterShares: Readonly<Record<string, number>>;
}

/** What the present values of a column are as labels. */
export interface LabelFacts {
  /** Different values: numbers by what they are worth, 1 and true once where all are labels as they stand. */
  readonly distinct: number;
  /** Whether each is 0, 1, true or false, as ingest reads labels. */
  readonly plain: boolean;
  /** A number where all are numbers, else a text. */
  readonly greatest: string | number | null;
}

export interface SniffedFile {
  readonly format: Format;
  /** Null for formats without a dialect. */
  readonly dialect: Dialect | null;
  readonly columns: readonly ColumnFacts[];
}

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
  numbers: z.number(),
  integers: z.number(),
  days: z.number(),
  times: z.number(),
  clocks: z.number(),
  blanks: z.number(),
  worths: z.number(),
  distinct_worths: z.number(),
  greatest_worth: z.number().nullable(),
  labels: z.number(),
  distinct_labels: z.number(),
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
  const isDelimited = format === "csv" || format === "tsv";
  const head = isDelimited ? await delimitedHead(path, format === "tsv" ? "\t" : null, session) : null;
  if (head !== null) refuseColumns(basename(path), head.columns);
  const columns = await fillSample(path, format, head, session);
  const facts: ColumnFacts[] = [];
  for (const column of columns) facts.push(await factsOf(column, format, session));
  return { format, dialect: head?.dialect ?? null, columns: facts };
}

async function factsOf({ name, declared }: SampledColumn, format: Format, session: Session): Promise<ColumnFacts> {
  const value = sql`value`;
  const isText = declared === undefined;
  const mayBeTime = isText || isTimeType(declared);
  const fragments = {
    source: sql`(SELECT ${quoteIdentifier(name)} AS value FROM sample)`,
    number: readableNumber(value, declared, format),
    label: labelValue(value),
    integer: isText ? castStrictly(value, "bigint") : sql`NULL`,
    day: mayBeTime ? castStrictly(value, "date") : sql`NULL`,
    time: mayBeTime ? castStrictly(value, "timestamp") : sql`NULL`,
  };
  const [facts] = await session.rows(loadSql("infer/column-facts", fragments), {}, factsSchema);
  const { carets, bars, semicolons, commas } = facts;
  const type = readableType(declared, facts);
  const blanks = type === "VARCHAR" ? 0 : facts.blanks;
  return {
    name,
    type,
    rows: facts.rows,
    present: facts.present,
    blanks,
    distinct: facts.distinct_values - (blanks > 0 ? 1 : 0),
    least: facts.least,
    greatest: facts.greatest,
    label: labelFacts(facts),
    meanLength: facts.mean_length ?? 0,
    delimiterShares: { "^": carets ?? 0, "|": bars ?? 0, ";": semicolons ?? 0, ",": commas ?? 0 },
  };
}

function labelFacts(facts: z.infer<typeof factsSchema>): LabelFacts {
  const { present, labels, worths, greatest, greatest_worth } = facts;
  if (labels === present) return { distinct: facts.distinct_labels, plain: true, greatest };
  if (worths === present) {
    return { distinct: facts.distinct_worths, plain: false, greatest: greatest_worth };
  }
  return { distinct: facts.distinct_values, plain: false, greatest };
}

/** What a numerical feature makes of a value; NULL where it rejects it. */
function readableNumber(value: SqlFragment, declared: string | undefined, format: Format): SqlFragment {
  if (declared !== undefined && !isNumberType(declared) && !isMeasureList(declared)) return sql`NULL`;
  const isList = declared?.endsWith("[]") === true;
  const { typed, defects } = isList ? numberListRules((raw) => raw) : numberRules(format === "parquet");
  const number = typed(value);
  const isBad = joinFragments(
    defects.map(({ when }) => sql`(${when(value, number)})`),
    " OR ",
  );
  return sql`CASE WHEN NOT coalesce(${isBad}, false) THEN ${number} END`;
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
