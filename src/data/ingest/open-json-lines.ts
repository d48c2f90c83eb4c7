import { joinFragments, quoteIdentifier, quoteLiteral, sql, type SqlFragment } from "../identifiers.ts";
import type { Dialect } from "../scan/record-scanner.ts";
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
  const lists = columns.filter((column) => options.types[column]?.endsWith("[]"));
  const scalars = columns.filter((column) => !lists.includes(column));
  // CASE, because both sides of an AND may be evaluated, and json_type fails on a text that is not JSON.
  const checked = sql`SELECT *, CASE WHEN json_valid(_json) THEN json_type(_json) = 'OBJECT' ELSE false END AS _is_object FROM (${csvRelation(readPath, csv, ["_json"], scan, false)}) AS json_lines`;
  const values = sql`json_extract_string(_json, [${joinFragments(scalars.map(pointer), ", ")}])`;
  const keyed = [
    sql`*`,
    sql`CASE WHEN _is_object THEN json_keys(_json) END AS _keys`,
    sql`CASE WHEN _is_object THEN ${scalars.length === 0 ? sql`CAST([] AS VARCHAR[])` : values} END AS _values`,
  ];
  const flaws: Flaw[] = [
    { reason: "not a JSON object", column: null, text: sql`_not_object` },
    { reason: "a key twice in one object", column: null, text: sql`_twice` },
    ...lists.map((column, i) => ({ reason: "not a list", column, text: sql`_not_list_${i}` })),
  ];
  const select = [
    sql`_record`,
    sql`CASE WHEN NOT _is_object THEN _json END AS _not_object`,
    sql`CASE WHEN len(_keys) <> len(list_distinct(_keys)) THEN _json END AS _twice`,
    ...scalars.map((column, i) => sql`_values[${i + 1}] AS ${quoteIdentifier(column)}`),
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

function listColumns(column: string, i: number): SqlFragment[] {
  const list = sql`CASE WHEN _is_object THEN json_extract(_json, ${pointer(column)}) END`;
  const type = sql`json_type(${list})`;
  return [
    sql`CASE WHEN ${type} = 'ARRAY' THEN CAST(${list} AS VARCHAR[]) END AS ${quoteIdentifier(column)}`,
    sql`CASE WHEN ${type} NOT IN ('ARRAY', 'NULL') THEN CAST(${list} AS VARCHAR) END AS _not_list_${i}`,
  ];
}

/** RFC 6901: a path of DuckDB's own would take some names for wildcards. */
function pointer(column: string): SqlFragment {
  return quoteLiteral(`/${column.replaceAll("~", "~0").replaceAll("/", "~1")}`);
}
