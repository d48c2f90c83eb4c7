import type { FeatureConfig } from "../../config/schema.ts";
import { quoteIdentifier, quoteLiteral, sql, type SqlFragment, userExpression } from "../identifiers.ts";
import { numberListRules, numberRules } from "./number-rules.ts";
import type { IngestSlice } from "./slice.ts";

/** One output column: its expression over the source, its typed form over `raw`, and the defects that reject a row. */
export interface OutputColumn {
  /** As reports name it: `domain`, `label`, `features.age`. */
  readonly who: string;
  /** Column of the typed rows. */
  readonly name: string;
  /** What the config says: a column name or a SQL expression. */
  readonly source: string;
  /** How rejects name it: the source column, or `who` for an expression. */
  readonly rejectColumn: string;
  /** Over the source columns. */
  readonly raw: SqlFragment;
  readonly typed: (raw: SqlFragment) => SqlFragment;
  readonly defects: readonly ColumnDefect[];
}

/** A reason to reject, with the condition over the raw and the typed value. */
export interface ColumnDefect {
  readonly reason: string;
  readonly when: (raw: SqlFragment, typed: SqlFragment) => SqlFragment;
  /** What rejects show of the raw value; left out: all of it. */
  readonly value?: (raw: SqlFragment) => SqlFragment;
}

/**
 * Every column of the typed rows but `_row` and `_split_value`, in order. @param absent names of features that are null in this file,
 * which has no column for them
 */
export function outputColumns(
  slice: IngestSlice,
  typedSource: boolean,
  absent: { has(name: string): boolean },
): OutputColumn[] {
  const { domain, user, item, features } = slice;
  const from = typeof domain === "string" ? { column: domain } : domain;
  const columns = [textColumn("domain", "_domain", from, "the domain is NULL"), labelColumn(slice.label)];
  if (user !== undefined) columns.push(textColumn("user", "_user", reference(user)));
  if (item !== undefined) columns.push(textColumn("item", "_item", reference(item)));
  for (const [name, feature] of Object.entries(features)) {
    const column = featureColumn(name, feature, typedSource);
    columns.push(absent.has(name) ? { ...column, raw: nullOf(feature) } : column);
  }
  return columns;
}

/** NULL of the type that the feature's column has where it is not missing. */
function nullOf({ sequence }: FeatureConfig): SqlFragment {
  const isText = typeof sequence === "object" && sequence.delimiter !== undefined;
  return sequence === undefined || isText ? sql`CAST(NULL AS VARCHAR)` : sql`CAST(NULL AS VARCHAR[])`;
}

interface Reference {
  readonly column?: string | undefined;
  readonly sql?: string | undefined;
}

function reference(given: string | { sql: string }): Reference {
  return typeof given === "string" ? { column: given } : given;
}

type Expression = Pick<OutputColumn, "who" | "source" | "rejectColumn" | "raw">;

function expressionOf(who: string, from: Reference): Expression {
  if (from.sql !== undefined) return { who, source: from.sql, rejectColumn: who, raw: userExpression(from.sql) };
  const column = from.column ?? "";
  return { who, source: column, rejectColumn: column, raw: quoteIdentifier(column) };
}

function textColumn(who: string, name: string, from: Reference, nullReason?: string): OutputColumn {
  const defects =
    nullReason === undefined ? [] : [{ reason: nullReason, when: (raw: SqlFragment) => sql`${raw} IS NULL` }];
  return { name, ...expressionOf(who, from), typed: (raw) => sql`CAST(${raw} AS VARCHAR)`, defects };
}

function labelColumn(label: IngestSlice["label"]): OutputColumn {
  const from = typeof label === "string" ? { column: label } : label;
  const positive = typeof label === "string" ? undefined : label.positive;
  const defects: ColumnDefect[] = [
    { reason: "the label is NULL", when: (raw) => sql`${raw} IS NULL` },
    { reason: "the label is not 0 or 1", when: (_, typed) => sql`${typed} IS NULL` },
  ];
  return { name: "_label", ...expressionOf("label", from), typed: (raw) => labelValue(raw, positive), defects };
}

/** 0, 1 or NULL. @param positive the value that is 1; undefined where texts say themselves what they are */
export function labelValue(raw: SqlFragment, positive?: string | number | boolean): SqlFragment {
  const text = sql`lower(trim(CAST(${raw} AS VARCHAR)))`;
  if (positive === undefined) {
    // Most labels are one of the words. Of numbers in other forms, 01 or 10 is rather two fields in one.
    const is = (digits: string): SqlFragment =>
      sql`regexp_full_match(${text}, ${quoteLiteral(`${digits}([.]0*)?(e[-+]?0+)?`)})`;
    return sql`CAST(CASE WHEN ${text} IN ('1', '1.0', 'true', 't') THEN 1 WHEN ${text} IN ('0', '0.0', 'false', 'f') THEN 0
      WHEN ${is("[+]?1")} THEN 1 WHEN ${is("[-+]?0")} THEN 0 END AS TINYINT)`;
  }
  const wanted = quoteLiteral(String(positive));
  const equal =
    typeof positive === "number"
      ? sql`coalesce(TRY_CAST(CAST(${raw} AS VARCHAR) AS DOUBLE) = CAST(${wanted} AS DOUBLE), false)`
      : sql`CAST(${raw} AS VARCHAR) = ${wanted}`;
  return sql`CAST(CASE WHEN ${raw} IS NULL THEN NULL WHEN ${equal} THEN 1 ELSE 0 END AS TINYINT)`;
}

function featureColumn(name: string, feature: FeatureConfig, typedSource: boolean): OutputColumn {
  const head = { name, ...expressionOf(`features.${name}`, { column: feature.column ?? name, sql: feature.sql }) };
  const delimiter = typeof feature.sequence === "object" ? feature.sequence.delimiter : undefined;
  const isNumber = feature.kind === "numerical";
  if (feature.sequence === undefined) {
    return isNumber
      ? { ...head, ...numberRules(typedSource) }
      : { ...head, typed: (raw) => sql`CAST(${raw} AS VARCHAR)`, defects: [] };
  }
  const list = (raw: SqlFragment): SqlFragment => (delimiter === undefined ? raw : splitText(raw, delimiter));
  if (!isNumber) return { ...head, typed: (raw) => sql`CAST(${list(raw)} AS VARCHAR[])`, defects: [] };
  return { ...head, ...numberListRules(list) };
}

function splitText(raw: SqlFragment, delimiter: string): SqlFragment {
  const text = sql`CAST(${raw} AS VARCHAR)`;
  return sql`CASE WHEN ${text} IS NULL THEN NULL WHEN ${text} = '' THEN CAST([] AS VARCHAR[]) ELSE string_split(${text}, ${quoteLiteral(delimiter)}) END`;
}
