import type { ColumnType } from "../../config/file-schema.ts";
import { quoteLiteral, sql, type SqlFragment } from "../identifiers.ts";
import { exactly, exactlyList } from "./number-rules.ts";

const typeNames = {
  varchar: sql`VARCHAR`,
  bigint: sql`BIGINT`,
  double: sql`DOUBLE`,
  boolean: sql`BOOLEAN`,
  date: sql`DATE`,
  timestamp: sql`TIMESTAMP`,
  "varchar[]": sql`VARCHAR[]`,
  "bigint[]": sql`BIGINT[]`,
  "double[]": sql`DOUBLE[]`,
} satisfies Record<ColumnType, SqlFragment>;

function typeName(type: ColumnType): SqlFragment {
  return typeNames[type];
}

const day = "\\s*[0-9]{4}([-/])[0-9]{1,2}[-/][0-9]{1,2}";
const clock = "[ T]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]*)?)?";
const offset = "\\s*[+-][0-9]{2}(:?[0-9]{2})?";

/** What a text must look like; what DuckDB makes of other texts, such as 1.7, 0x1F, 1_000 or `2024-01-01 x`, is a guess. */
const forms: Partial<Record<ColumnType, string>> = {
  bigint: "\\s*[+-]?[0-9]+([.]0*)?\\s*",
  double: "[^_]*",
  date: `${day}(${clock}(Z|${offset})?)?\\s*`,
  timestamp: `${day}(${clock}(Z|${offset})?)?\\s*`,
  "bigint[]": "[-+0-9,\\s\\[\\]NUL]*",
  "double[]": "[^_]*",
};

/** `column` as a type of the config; NULL for a value that is not exactly one, such as an integer that a double would round. */
export function castStrictly(column: SqlFragment, type: ColumnType): SqlFragment {
  const form = forms[type];
  const text = sql`CAST(${column} AS VARCHAR)`;
  const cast = castOf(column, type);
  if (form === undefined) return cast;
  // A list whose elements do not fit keeps its length, with NULLs in their places.
  const isWhole = type.endsWith("[]") ? sql` AND ${text} NOT LIKE '%"%' AND ${isComplete(column, cast)}` : sql``;
  return sql`CASE WHEN regexp_full_match(${text}, ${quoteLiteral(form)})${isWhole} THEN ${exact(column, type, cast)} END`;
}

/** The cast, or NULL where it is another number than the value. */
function exact(column: SqlFragment, type: ColumnType, cast: SqlFragment): SqlFragment {
  if (type === "double") return exactly(column, cast);
  return type === "double[]" ? exactlyList(sql`TRY_CAST(${column} AS VARCHAR[])`, cast) : cast;
}

function castOf(column: SqlFragment, type: ColumnType): SqlFragment {
  return type === "timestamp" ? castTimestamp(column) : sql`TRY_CAST(${column} AS ${typeName(type)})`;
}

/** One with an offset from UTC in UTC, because DuckDB leaves the offset out. */
function castTimestamp(column: SqlFragment): SqlFragment {
  const text = sql`CAST(${column} AS VARCHAR)`;
  const hasOffset = sql`regexp_full_match(${text}, ${quoteLiteral(`${day}${clock}${offset}\\s*`)})`;
  return sql`CASE WHEN ${hasOffset} THEN make_timestamp(epoch_us(TRY_CAST(${text} AS TIMESTAMPTZ))) ELSE TRY_CAST(${column} AS TIMESTAMP) END`;
}

function isComplete(column: SqlFragment, cast: SqlFragment): SqlFragment {
  return sql`coalesce(list_count(TRY_CAST(${column} AS VARCHAR[])) = list_count(${cast}), false)`;
}
