import type { ConfigInput } from "../../config/schema.ts";
import { quoteIdentifier } from "../identifiers.ts";
import { isMeasureList, isNumberType, isTimeType } from "./column-types.ts";
import type { ColumnFacts } from "./sniff-file.ts";

type FeatureInput = ConfigInput["features"][string];

/** One feature to put into a pipeline, with the reason as a comment; `feature` is null for a column to leave out. */
export interface FeatureSuggestion {
  readonly name: string;
  readonly feature: FeatureInput | null;
  readonly why: string;
  /** Type that the source column needs in dataset.columns, for SQL expressions. */
  readonly column?: { readonly name: string; readonly type: "date" | "timestamp" };
}

/** At most this many distinct whole numbers are taken for codes rather than quantities. */
const maxCodes = 32;
/** A delimiter in at least this share of the rows makes a text column a sequence. */
const minDelimited = 0.3;

/** How to use a column as features: one, none (with the reason), or for a point in time its hour and weekday. */
export function suggestFeatures(facts: ColumnFacts): FeatureSuggestion[] {
  const { name, type, distinct } = facts;
  const why = `${distinct.toLocaleString("en-US")} distinct`;
  const nulls = facts.rows - facts.present;
  const seen = [why, ...counted(nulls, "null"), ...counted(facts.blanks, "quoted and empty")].join(", ");
  if (distinct <= 1) return [{ name, feature: null, why: "constant in the sample" }];
  if (type.endsWith("[]")) {
    return [{ name, feature: { kind: kindOfElements(type), role: roleOf(name), sequence: "list" }, why: seen }];
  }
  if (isTimeType(type)) return timeFeatures(facts);
  if (/^(STRUCT|MAP|JSON|BLOB|INTERVAL)/.test(type)) return [{ name, feature: null, why: `type ${type}` }];
  return [scalarOrText(facts, seen)];
}

function scalarOrText(facts: ColumnFacts, seen: string): FeatureSuggestion {
  const { name, type, distinct, present, meanLength } = facts;
  const role = roleOf(name);
  if (type === "BOOLEAN" || isNumberType(type)) return numberFeature(facts, seen);
  const delimiter = delimiterOf(facts);
  if (delimiter !== undefined) {
    return { name, feature: { kind: "categorical", role, sequence: { delimiter } }, why: `${seen}, delimited texts` };
  }
  if (present > 100 && distinct > 0.9 * present && meanLength > 30) {
    return { name, feature: null, why: `${seen}: free text` };
  }
  return { name, feature: { kind: "categorical", role }, why: seen };
}

/** A quoted empty field is a text, which is no number. Files of other entities may hold numbers, which no text compares with. */
function numberFeature(facts: ColumnFacts, seen: string): FeatureSuggestion {
  const { name, blanks } = facts;
  const kind = kindOfNumber(facts);
  const role = roleOf(name);
  if (blanks === 0 || kind === "categorical") return { name, feature: { kind, role }, why: seen };
  const sql = `nullif(CAST(${quoteIdentifier(name)} AS VARCHAR), '')`;
  return { name, feature: { kind, sql, role }, why: `${seen}: null there` };
}

function timeFeatures({ name, type, blanks }: ColumnFacts): FeatureSuggestion[] {
  const column = quoteIdentifier(name);
  if (blanks > 0) {
    const remedy = `dayofweek(TRY_CAST(${column} AS ${type}))`;
    const why = `type ${type}, but quoted and empty in ${blanks.toLocaleString("en-US")} rows; to use it: sql: ${remedy}`;
    return [{ name, feature: null, why }];
  }
  const source = { name, type: type === "DATE" ? ("date" as const) : ("timestamp" as const) };
  const part = (suffix: string, call: string): FeatureSuggestion => ({
    name: `${name}_${suffix}`,
    feature: { kind: "categorical", sql: `${call}(${column})`, role: "context" },
    why: `from ${name}`,
    column: source,
  });
  const weekday = part("weekday", "dayofweek");
  return source.type === "date" ? [weekday] : [part("hour", "hour"), weekday];
}

function counted(rows: number, what: string): string[] {
  return rows === 0 ? [] : [`${rows.toLocaleString("en-US")} ${what}`];
}

function kindOfNumber({ name, type, distinct }: ColumnFacts): "categorical" | "numerical" {
  if (type === "BOOLEAN") return "categorical";
  const isWhole = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type);
  if (isWhole && (distinct <= maxCodes || looksLikeCode(name))) return "categorical";
  return distinct <= 2 ? "categorical" : "numerical";
}

function kindOfElements(type: string): "categorical" | "numerical" {
  return isMeasureList(type) ? "numerical" : "categorical";
}

function looksLikeCode(name: string): boolean {
  return /(^|[_-])(id|ids|code|zip|zipcode|postcode|type|category|cate|brand|class|cid|pid|uid)$/i.test(name);
}

function delimiterOf({ delimiterShares }: ColumnFacts): string | undefined {
  return Object.keys(delimiterShares).find((delimiter) => delimiterShares[delimiter] >= minDelimited);
}

function roleOf(name: string): "user" | "item" | "context" {
  if (/^(user|member|customer|visitor)/i.test(name)) return "user";
  return /^(item|ad|product|goods|article|sku|shop|brand|cate)/i.test(name) ? "item" : "context";
}
