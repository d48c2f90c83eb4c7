import { sql, type SqlFragment } from "../identifiers.ts";
import type { OutputColumn } from "./columns.ts";

type Rules = Pick<OutputColumn, "typed" | "defects">;

/** Beyond it, not every integer is a double. */
const exactIntegers = sql`9007199254740992`;

/** What a text, or a number of a typed source, is as a double. */
export function numberRules(typedSource: boolean): Rules {
  // DuckDB reads 1_000 as a number; in a log it is a damaged text.
  const isDamaged = (raw: SqlFragment): SqlFragment =>
    typedSource ? sql`false` : sql`contains(CAST(${raw} AS VARCHAR), '_')`;
  return {
    // Adding 0 turns -0 into 0: one value, not two.
    typed: (raw) => sql`CASE WHEN ${isDamaged(raw)} THEN NULL ELSE TRY_CAST(${raw} AS DOUBLE) + 0 END`,
    defects: [
      { reason: "not a number", when: (raw, typed) => sql`${raw} IS NOT NULL AND ${typed} IS NULL` },
      { reason: "a number that no double holds", when: isBeyond },
      { reason: "an integer that a double would round", when: isRounded },
    ],
  };
}

/** A finite number that became infinite; what says that it is infinite or no number is kept as that. */
function isBeyond(raw: SqlFragment, typed: SqlFragment): SqlFragment {
  const text = sql`lower(trim(CAST(${raw} AS VARCHAR)))`;
  return sql`coalesce(isinf(${typed}) AND NOT regexp_full_match(${text}, '[+-]?inf(inity)?'), false)`;
}

/** Integers only: a decimal fraction is the nearest double by nature. HUGEINT holds 38 digits, and what has more is no number of a log. */
function isRounded(raw: SqlFragment, typed: SqlFragment): SqlFragment {
  const text = sql`trim(CAST(${raw} AS VARCHAR))`;
  const isInteger = sql`regexp_full_match(${text}, '[+-]?[0-9]+')`;
  const isExact = sql`coalesce(TRY_CAST(${text} AS HUGEINT) = TRY_CAST(${typed} AS HUGEINT), false)`;
  return sql`CASE WHEN abs(${typed}) >= ${exactIntegers} THEN ${isInteger} AND NOT ${isExact} ELSE false END`;
}

/** As `numberRules`, of each element; `list` gives the list of a raw value. */
export function numberListRules(list: (raw: SqlFragment) => SqlFragment): Rules {
  const isAbnormal = (typed: SqlFragment): SqlFragment =>
    sql`list_contains(${typed}, CAST('nan' AS DOUBLE)) OR list_contains(${typed}, CAST('inf' AS DOUBLE)) OR list_contains(${typed}, CAST('-inf' AS DOUBLE))`;
  const isDamaged = (raw: SqlFragment): SqlFragment => sql`contains(CAST(${raw} AS VARCHAR), '_')`;
  const isHuge = (typed: SqlFragment): SqlFragment =>
    sql`greatest(list_max(${typed}), -list_min(${typed})) >= ${exactIntegers}`;
  return {
    typed: (raw) => sql`TRY_CAST(${list(raw)} AS DOUBLE[])`,
    defects: [
      {
        reason: "an element is not a number",
        when: (raw, typed) =>
          sql`${raw} IS NOT NULL AND (list_count(${list(raw)}) IS DISTINCT FROM list_count(${typed}) OR ${isDamaged(raw)})`,
      },
      { reason: "an element is not a finite number", when: (_, typed) => sql`coalesce(${isAbnormal(typed)}, false)` },
      { reason: "an element is 2^53 or beyond", when: (_, typed) => sql`coalesce(${isHuge(typed)}, false)` },
    ],
  };
}
