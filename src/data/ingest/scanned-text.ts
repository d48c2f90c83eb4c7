import { join } from "node:path";
import { DomainlensError } from "../../util/errors.ts";
import { FileWriter } from "../../util/file-writer.ts";
import { joinFragments, quoteList, quoteLiteral, quotePath, sql, type SqlFragment } from "../identifiers.ts";
import type { Dialect } from "../scan/record-scanner.ts";
import { isGzipped } from "../scan/is-gzipped.ts";
import { type FileScan, scanFile, type ScanOptions } from "../scan/scan-file.ts";
import type { Csv, OpenOptions } from "./opened-file.ts";

/** Scans the file; one that a plain reader would misread is rewritten without its bad records. */
export async function scanAndClean(
  { path, signal, scratchDir, scratchName }: OpenOptions,
  shape: Pick<ScanOptions, "dialect" | "header" | "expectedFields" | "columns">,
): Promise<{ scan: FileScan; readPath: string }> {
  const scan = await scanFile(path, { ...shape, signal });
  if (!scan.needsCopy) return { scan, readPath: path };
  const readPath = join(scratchDir, scratchName);
  const copy = new FileWriter(readPath);
  const onGood = async (record: Uint8Array): Promise<void> => {
    copy.put(record);
    await copy.write("\n");
  };
  await scanFile(path, { ...shape, signal, onGood, withheld: scan.withheld });
  await copy.close();
  return { scan: { ...scan, lineEnd: "\n" }, readPath };
}

/** DuckDB needs a text that means NULL; an unquoted field holds no line end. */
const noField = "\n";

/** `strict_mode` is left at its default, which is strict: naming it makes DuckDB 1.5 read no row of a file with CRLF line ends. */
export function csvRelation(
  path: string,
  csv: Csv,
  columns: readonly string[],
  scan: FileScan,
  header: boolean,
): SqlFragment {
  const types = joinFragments(
    columns.map((column) => sql`${quoteLiteral(column)}: 'VARCHAR'`),
    ", ",
  );
  const lineEnd = quoteLiteral(scan.lineEnd === "\r\n" ? "\\r\\n" : "\\n");
  const options = [
    sql`auto_detect = false, header = ${header ? sql`true` : sql`false`}, null_padding = false`,
    sql`delim = ${quoteLiteral(csv.delimiter)}, quote = ${quoteLiteral(csv.quote)}`,
    sql`escape = ${quoteLiteral(csv.escape ?? csv.quote)}, columns = {${types}}`,
    sql`compression = ${isGzipped(path) ? sql`'gzip'` : sql`'none'`}`,
    sql`nullstr = ${quoteList(csv.nullTokens.length > 0 ? csv.nullTokens : [noField])}, allow_quoted_nulls = false, new_line = ${lineEnd}`,
  ];
  if (scan.longestRecord > 1 << 20) options.push(sql`max_line_size = ${2 * scan.longestRecord}`);
  // A file without one good record holds nothing to read, and an empty copy is not a CSV file.
  const limit = scan.records === scan.bad.length ? sql` LIMIT 0` : sql``;
  return sql`SELECT row_number() OVER () AS _domainlens_record, * FROM read_csv(${quotePath(path)}, ${joinFragments(options, ", ")}, hive_partitioning = false)${limit}`;
}

/** The bytes that structure a file of this dialect. */
export function dialectOf(csv: Csv): Dialect {
  const code = (text: string): number => (text === "" ? -1 : text.charCodeAt(0));
  return { delimiter: code(csv.delimiter), quote: code(csv.quote), escape: code(csv.escape ?? csv.quote) };
}

/** The error of a file without a byte. */
export function emptyFile(name: string): DomainlensError {
  return new DomainlensError("input", {
    what: `${name} is empty`,
    remedy: "check how the dump was written, or leave the file out of the dataset",
  });
}

/** What may be wrong with a scanned file although each of its records is well formed. */
export function doubtsOf({ openEnd }: FileScan): string[] {
  return openEnd === undefined ? [] : [`line ${openEnd} has no line end: the file may have been cut off there`];
}
