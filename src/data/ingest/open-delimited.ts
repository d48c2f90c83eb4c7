import { DomainlensError } from "../../util/errors.ts";
import { readFirstRecord } from "../scan/header.ts";
import type { Defect } from "../scan/record-scanner.ts";
import { nameTwice } from "./name-twice.ts";
import type { OpenFile, OpenOptions } from "./opened-file.ts";
import { csvRelation, dialectOf, doubtsOf, emptyFile, scanAndClean } from "./scanned-text.ts";

const remedy = "name the columns in dataset.csv.columns (with header: true the file's own header is then skipped)";

/** A CSV or TSV file as a relation of texts. Errors: DomainlensError for a file without records or without names for its columns. */
export async function openDelimited(options: OpenOptions): Promise<OpenFile> {
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
  refuseColumns(name, columns);
  const { scan, readPath } = await scanAndClean(options, {
    dialect,
    header: csv.header,
    expectedFields: columns.length,
    columns,
  });
  if (csv.columns === undefined) checkHeader(name, first, scan.headerDefect);
  const relation = csvRelation(readPath, csv, columns, scan, csv.header && readPath === path);
  return {
    relation,
    columns,
    records: scan.records,
    header: csv.header,
    bad: scan.bad,
    lineOf: scan.lineOf,
    typed: false,
    flaws: [],
    doubts: doubtsOf(scan),
  };
}

/** Names that were read from a record without a form of its own are a guess. Letters that are no UTF-8 are replaced in the name of their column alone. */
function checkHeader(name: string, names: readonly string[], defect: Defect | undefined): void {
  if (defect === undefined || defect === "invalid UTF-8") return;
  throw new DomainlensError("input", {
    what: `the header of ${name} is not well formed: ${defect}`,
    value: names,
    remedy: `repair it, or ${remedy}`,
  });
}

/** Errors: DomainlensError for columns that SQL cannot tell apart, or that have no name. */
export function refuseColumns(name: string, columns: readonly string[]): void {
  const twice = nameTwice(columns);
  if (twice === undefined && !columns.includes("")) return;
  throw new DomainlensError("input", {
    what: columns.includes("") ? `${name} has a column without a name` : `${name} names a column twice`,
    value: twice ?? "",
    remedy,
  });
}
