import type { ColumnType } from "../../config/file-schema.ts";
import { DomainlensError } from "../../util/errors.ts";
import { joinFragments, quoteIdentifier, quoteLiteral, sql, type SqlFragment } from "../identifiers.ts";
import type { Dialect } from "../scan/record-scanner.ts";
import { nameTwice } from "./name-twice.ts";
import type { Csv, Flaw, OpenFile, OpenOptions } from "./opened-file.ts";
import { csvRelation, emptyFile, scanAndClean } from "./scanned-text.ts";

const unitSeparator = 31;

/** A raw unit separator cannot occur in valid JSON, so a line is one field. */
const dialect: Dialect = { delimiter: unitSeparator, quote: -1, escape: -1 };
const csv: Csv = { delimiter: "\u001F", quote: "", header: false, nullTokens: ["\u001E"] };

/** A file of JSON objects, one a line, as a relation of the columns asked for: texts, and lists of texts. */
export async function openJsonLines(options: OpenOptions): Promise<OpenFile> {
  const { scan, readPath } = await scanAndClean(options, { dialect, header: false, expectedFields: 1 });
  if (scan.records === 0) throw emptyFile(options.name);
  const columns = [...options.jsonColumns];
  refuseTwice(columns);
  const lists = columns.filter((column) => typeOf(options, column)?.endsWith("[]"));
  const scalars = columns.filter((column) => !lists.includes(column));
  // CASE, because both sides of an AND may be evaluated, and json_type fails on a text that is not JSON.
  const checked = sql`SELECT *, CASE WHEN json_valid(_domainlens_json) THEN json_type(_domainlens_json) = 'OBJECT' ELSE false END AS _domainlens_is_object FROM (${csvRelation(readPath, csv, ["_domainlens_json"], scan, false)}) AS json_lines`;
  const values = sql`json_extract_string(_domainlens_json, [${joinFragments(scalars.map(pointer), ", ")}])`;
  const keyed = [
    sql`*`,
    sql`CASE WHEN _domainlens_is_object THEN json_keys(_domainlens_json) END AS _domainlens_keys`,
    sql`CASE WHEN _domainlens_is_object THEN ${scalars.length === 0 ? sql`CAST([] AS VARCHAR[])` : values} END AS _domainlens_values`,
  ];
  const flaws: Flaw[] = [
    { reason: "not a JSON object", column: null, text: sql`_domainlens_not_object` },
    { reason: "a trailing comma, or a word that is no value", column: null, text: sql`_domainlens_lax` },
    { reason: "a key twice in one object", column: null, text: sql`_domainlens_twice` },
    ...lists.map((column, i) => ({ reason: "not a list", column, text: sql`_domainlens_not_list_${i}` })),
  ];
  const select = [
    sql`_domainlens_record`,
    sql`CASE WHEN NOT _domainlens_is_object THEN _domainlens_json END AS _domainlens_not_object`,
    sql`CASE WHEN _domainlens_is_object AND ${isLax(sql`_domainlens_json`)} THEN _domainlens_json END AS _domainlens_lax`,
    sql`CASE WHEN len(_domainlens_keys) <> len(list_distinct(_domainlens_keys)) THEN _domainlens_json END AS _domainlens_twice`,
    ...scalars.map((column, i) => sql`_domainlens_values[${i + 1}] AS ${quoteIdentifier(column)}`),
    ...lists.flatMap(listColumns),
  ];
  const relation = sql`SELECT ${joinFragments(select, ", ")} FROM (SELECT ${joinFragments(keyed, ", ")} FROM (${checked}) AS checked_lines) AS keyed_lines`;
  return {
    relation,
    columns,
    records: scan.records,
    header: false,
    bad: scan.bad,
    lineOf: scan.lineOf,
    typed: false,
    flaws,
    doubts: [],
  };
}

const texts = quoteLiteral(String.raw`"(?:[^"\\]|\\.)*"`);
const comma = quoteLiteral(String.raw`,\s*[}\]]`);
const laxWord = quoteLiteral(String.raw`[:\[,]\s*-?(?i:nan|inf|infinity)\s*[,}\]]`);
const knownWord = quoteLiteral(String.raw`([:\[,]\s*)(?:NaN|-?Infinity)`);

/**
 * Whether a line is an object to DuckDB alone, which takes a trailing comma and any spelling of nan and inf. `NaN`, `Infinity` and `-Infinity`
 * pass, as Python writes them. The texts within are looked at only where one may hold what is looked for.
 */
function isLax(line: SqlFragment): SqlFragment {
  const bare = sql`regexp_replace(${line}, ${texts}, '""', 'g')`;
  const words = sql`regexp_replace(${bare}, ${knownWord}, '\\1 0', 'g')`;
  return sql`CASE WHEN regexp_matches(${line}, ${comma}) OR regexp_matches(${line}, ${laxWord})
    THEN regexp_matches(${bare}, ${comma}) OR regexp_matches(${words}, ${laxWord}) ELSE false END`;
}

/** Keys of an object may differ in case alone, names of columns may not. */
function refuseTwice(columns: readonly string[]): void {
  const twice = nameTwice(columns);
  if (twice === undefined) return;
  throw new DomainlensError("config", {
    what: "two columns of the config differ in case alone, and SQL cannot tell them apart",
    value: columns.filter((column) => column.toLowerCase() === twice.toLowerCase()),
    remedy: "use one of them, or rename a key in the dump",
  });
}

/** A column may have the name of something that every object has, such as `constructor`. */
function typeOf({ types }: OpenOptions, column: string): ColumnType | undefined {
  return Object.hasOwn(types, column) ? types[column] : undefined;
}

function listColumns(column: string, i: number): SqlFragment[] {
  const list = sql`CASE WHEN _domainlens_is_object THEN json_extract(_domainlens_json, ${pointer(column)}) END`;
  const type = sql`json_type(${list})`;
  return [
    sql`CASE WHEN ${type} = 'ARRAY' THEN CAST(${list} AS VARCHAR[]) END AS ${quoteIdentifier(column)}`,
    sql`CASE WHEN ${type} NOT IN ('ARRAY', 'NULL') THEN CAST(${list} AS VARCHAR) END AS _domainlens_not_list_${i}`,
  ];
}

/** RFC 6901: a path of DuckDB's own would take some names for wildcards. */
function pointer(column: string): SqlFragment {
  return quoteLiteral(`/${column.replaceAll("~", "~0").replaceAll("/", "~1")}`);
}
