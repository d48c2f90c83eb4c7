import { sql, type SqlFragment } from "../identifiers.ts";
import { finiteElements, hasInfinite } from "../unusable-numbers.ts";
import type { ColumnDefect, OutputColumn } from "./columns.ts";

type Rules = Pick<OutputColumn, "typed" | "defects">;

/** Beyond it, not every integer is a double. */
const exactIntegers = sql`9007199254740992`;

/** What a text, or a number of a typed source, is as a double. */
export function numberRules(typedSource: boolean): Rules {
  const isDamaged = (raw: SqlFragment): SqlFragment => (typedSource ? sql`false` : hasUnderscore(raw));
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

/** A finite number that became infinite; what says that it is infinite or no number is kept as that. Only then is there a text to look at: a conjunction would make it for every value. */
function isBeyond(raw: SqlFragment, typed: SqlFragment): SqlFragment {
  const text = sql`lower(trim(CAST(${raw} AS VARCHAR)))`;
  return sql`CASE WHEN isinf(${typed}) THEN NOT regexp_full_match(${text}, '[+-]?inf(inity)?') ELSE false END`;
}

/** Integers only: a decimal fraction is the nearest double by nature. HUGEINT holds 38 digits, and what has more is no number of a log. */
function isRounded(raw: SqlFragment, typed: SqlFragment): SqlFragment {
  const text = sql`trim(CAST(${raw} AS VARCHAR))`;
  const isInteger = sql`regexp_full_match(${text}, '[+-]?[0-9]+')`;
  const isExact = sql`coalesce(TRY_CAST(${text} AS HUGEINT) = TRY_CAST(${typed} AS HUGEINT), false)`;
  return sql`CASE WHEN abs(${typed}) >= ${exactIntegers} THEN ${isInteger} AND NOT ${isExact} ELSE false END`;
}

/** `double`, which `value` was cast to; NULL where it is another number than the value. Texts are looked at only where it may be. */
export function exactly(value: SqlFragment, double: SqlFragment): SqlFragment {
  const isInexact = sql`${isBeyond(value, double)} OR ${isRounded(value, double)}`;
  return sql`CASE WHEN abs(${double}) < ${exactIntegers} THEN ${double} WHEN NOT (${isInexact}) THEN ${double} END`;
}

/** As `exactly`, of a list, which is NULL as a whole for one element. @param texts the elements of the value as texts */
export function exactlyList(texts: SqlFragment, doubles: SqlFragment): SqlFragment {
  const number = sql`TRY_CAST(element AS DOUBLE)`;
  const flags = sql`list_transform(${texts}, lambda element: ${isBeyond(sql`element`, number)} OR ${isRounded(sql`element`, number)})`;
  // NaN is larger than every number.
  const isSmall = sql`list_max(${doubles}) < ${exactIntegers} AND list_min(${doubles}) > -${exactIntegers}`;
  return sql`CASE WHEN ${isSmall} THEN ${doubles} WHEN NOT coalesce(list_contains(${flags}, true), false) THEN ${doubles} END`;
}

/** As `numberRules`, of each element; `list` gives the list of a raw value. Rejects name the first element at fault. */
export function numberListRules(list: (raw: SqlFragment) => SqlFragment): Rules {
  const isHuge = (typed: SqlFragment): SqlFragment => {
    const finite = finiteElements(typed);
    return sql`greatest(list_max(${finite}), -list_min(${finite})) >= ${exactIntegers}`;
  };
  const named = (isBad: (element: SqlFragment, number: SqlFragment) => SqlFragment): ColumnDefect["value"] => {
    const ofElement = isBad(sql`element`, sql`TRY_CAST(element AS DOUBLE)`);
    return (raw) => elementAt(list(raw), sql`list_transform(${list(raw)}, lambda element: ${ofElement})`, raw);
  };
  return {
    typed: (raw) => sql`TRY_CAST(${list(raw)} AS DOUBLE[])`,
    defects: [
      {
        reason: "an element is not a number",
        when: (raw, typed) =>
          sql`${raw} IS NOT NULL AND (list_count(${list(raw)}) IS DISTINCT FROM list_count(${typed}) OR ${hasUnderscore(raw)})`,
        value: named(
          (element, number) => sql`${element} IS NOT NULL AND (${number} IS NULL OR ${hasUnderscore(element)})`,
        ),
      },
      {
        reason: "an element is a number that no double holds",
        // Each infinite element was infinite as a text: no count of what SQL can tell apart says more.
        when: (raw, typed) =>
          sql`CASE WHEN ${hasInfinite(typed)} THEN ${countInfinite(raw)} <> ${countInfinite(typed)} ELSE false END`,
        value: named(isBeyond),
      },
      {
        reason: "an element is 2^53 or beyond",
        when: (_, typed) => sql`coalesce(${isHuge(typed)}, false)`,
        value: named((_, number) => sql`abs(${number}) >= ${exactIntegers} AND isfinite(${number})`),
      },
    ],
  };
}

/** How many elements of a list say that they are infinite: `inf`, `-Infinity`. */
function countInfinite(list: SqlFragment): SqlFragment {
  const text = sql`lower(CAST(${list} AS VARCHAR))`;
  return sql`(length(${text}) - length(replace(${text}, 'inf', '')))`;
}

/** DuckDB reads 1_000 as a number; in a log it is a damaged text. */
function hasUnderscore(raw: SqlFragment): SqlFragment {
  return sql`contains(CAST(${raw} AS VARCHAR), '_')`;
}

/** Place and text of the first element for which `flags` are true, or the whole value where none is. */
function elementAt(list: SqlFragment, flags: SqlFragment, raw: SqlFragment): SqlFragment {
  const place = sql`list_position(${flags}, true)`;
  const element = sql`CAST(list_extract(${list}, ${place}) AS VARCHAR)`;
  const text = sql`'element ' || ${place} || ' of ' || len(${list}) || ': ' || ${element}`;
  return sql`coalesce(${text}, CAST(${raw} AS VARCHAR))`;
}
