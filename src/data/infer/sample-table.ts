import { z } from "zod";
import type { Format } from "../../config/file-schema.ts";
import { joinFragments, quoteIdentifier, quoteLiteral, quotePath, sql, type SqlFragment } from "../identifiers.ts";
import { isGzipped } from "../scan/is-gzipped.ts";
import type { Session } from "../session.ts";
import { loadSql } from "../sql-file.ts";
import type { DelimitedHead } from "./delimited-head.ts";

/** Rows that are looked at. */
export const sampleRows = 100_000;

/** A column of the table `sample`, which holds what ingest would see of it. */
export interface SampledColumn {
  readonly name: string;
  /** DuckDB's type of a Parquet column, its guess of a JSON one; undefined in CSV and TSV, which hold texts. */
  readonly declared: string | undefined;
}

const columnSchema = z.object({ name: z.string(), type: z.string() });
const describedSchema = z.object({ column_name: z.string(), column_type: z.string() });

/** Fills the table `sample` with the first rows of a file. @param head of CSV and TSV files */
export async function fillSample(
  path: string,
  format: Format,
  head: DelimitedHead | null,
  session: Session,
): Promise<SampledColumn[]> {
  const create = (rows: SqlFragment): Promise<void> =>
    session.run(sql`CREATE TEMP TABLE sample AS ${rows} LIMIT ${sampleRows}`);
  if (head !== null) {
    await create(sql`SELECT * FROM ${delimitedReader(path, head)}`);
    return head.columns.map((name) => ({ name, declared: undefined }));
  }
  if (format === "jsonl") {
    const columns = await jsonColumns(path, session);
    if (columns.length === 0) return [];
    await create(sql`SELECT ${joinFragments(columns.map(jsonValue), ", ")} FROM ${jsonReader(path, columns)}`);
    return columns;
  }
  await create(sql`SELECT * FROM read_parquet(${quotePath(path)}, hive_partitioning = false)`);
  const columns = await session.rows(loadSql("infer/sample-columns"), {}, columnSchema);
  return columns.map(({ name, type }) => ({ name, declared: type }));
}

/** As ingest reads it, but for broken lines: they are its business, and here they must not stop the sniffing. */
function delimitedReader(path: string, { dialect, columns, lineEnd }: DelimitedHead): SqlFragment {
  const types = columns.map((column) => sql`${quoteLiteral(column)}: 'VARCHAR'`);
  const options = [
    sql`auto_detect = false, ignore_errors = true, null_padding = false`,
    sql`header = CAST(${quoteLiteral(String(dialect.header))} AS BOOLEAN), delim = ${quoteLiteral(dialect.delimiter)}`,
    sql`quote = ${quoteLiteral(dialect.quote)}, escape = ${quoteLiteral(dialect.quote)}`,
    sql`columns = {${joinFragments(types, ", ")}}, nullstr = '', allow_quoted_nulls = false`,
    sql`compression = ${isGzipped(path) ? sql`'gzip'` : sql`'none'`}`,
    ...(lineEnd === "\\n" || lineEnd === "\\r\\n" ? [sql`new_line = ${quoteLiteral(lineEnd)}`] : []),
  ];
  return sql`read_csv(${quotePath(path)}, ${joinFragments(options, ", ")}, hive_partitioning = false)`;
}

async function jsonColumns(path: string, session: Session): Promise<SampledColumn[]> {
  const reader = sql`read_json(${quotePath(path)}, format = 'newline_delimited', hive_partitioning = false)`;
  const described = await session.rows(`DESCRIBE SELECT * FROM ${reader}`, {}, describedSchema);
  return described.map(({ column_name, column_type }) => ({ name: column_name, declared: column_type }));
}

function jsonReader(path: string, columns: readonly SampledColumn[]): SqlFragment {
  const types = columns.map(({ name }) => sql`${quoteLiteral(name)}: 'JSON'`);
  return sql`read_json(${quotePath(path)}, format = 'newline_delimited', hive_partitioning = false, columns = {${joinFragments(types, ", ")}})`;
}

/** Texts, and lists of texts, as ingest takes them from an object. */
function jsonValue({ name, declared = "" }: SampledColumn): SqlFragment {
  const column = quoteIdentifier(name);
  if (!declared.endsWith("[]")) return sql`json_extract_string(${column}, '$') AS ${column}`;
  return sql`CASE WHEN json_type(${column}) = 'ARRAY' THEN CAST(${column} AS VARCHAR[]) END AS ${column}`;
}
