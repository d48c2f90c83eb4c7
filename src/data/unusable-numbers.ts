import { z } from "zod";
import type { IngestArtifact } from "./artifacts/ingest.ts";
import { joinFragments, quoteIdentifier, quoteLiteral, quotePaths, sql, type SqlFragment } from "./identifiers.ts";
import type { Session } from "./session.ts";
import { loadSql } from "./sql-file.ts";

type Feature = Pick<IngestArtifact["features"][number], "name" | "kind" | "sequence" | "statistic">;

/** Sums of squares of larger numbers are infinite. NaN is larger than every number in SQL, so it is unusable too. */
const largestUsable = sql`1e150`;
const countedAtOnce = 64;

/** Whether a number can be computed with; NULL for NULL. */
function isUsable(column: SqlFragment): SqlFragment {
  return sql`abs(${column}) <= ${largestUsable}`;
}

/** Whether a list of numbers has elements that nothing can be computed with; NULL for NULL. Ingest keeps no finite element beyond 2^53. */
function hasUnusable(list: SqlFragment): SqlFragment {
  return sql`(${hasElement(list, "nan")} OR ${hasInfinite(list)})`;
}

/** Whether a list of numbers has infinite elements; NULL for NULL. */
export function hasInfinite(list: SqlFragment): SqlFragment {
  return sql`(${hasElement(list, "inf")} OR ${hasElement(list, "-inf")})`;
}

function hasElement(list: SqlFragment, text: string): SqlFragment {
  return sql`list_contains(${list}, CAST(${quoteLiteral(text)} AS DOUBLE))`;
}

/** A list of numbers with NULL in the place of elements that nothing can be computed with. */
export function finiteElements(list: SqlFragment): SqlFragment {
  // The text of a double is exactly that double, and only lists with such elements are written as one.
  const text = sql`regexp_replace(CAST(${list} AS VARCHAR), '-?(inf|nan)', 'NULL', 'g')`;
  return sql`CASE WHEN ${hasUnusable(list)} THEN CAST(${text} AS DOUBLE[]) ELSE ${list} END`;
}

/** How many values, or elements of lists, are unusable in all. */
function countOf({ name, sequence }: Feature): SqlFragment {
  const column = quoteIdentifier(name);
  if (!sequence) return sql`COUNT(*) FILTER (WHERE NOT (${isUsable(column)}))`;
  const lost = sql`list_count(${column}) - list_count(${finiteElements(column)})`;
  return sql`CAST(coalesce(SUM(${lost}), 0) AS BIGINT)`;
}

/** Of the numeric features that have any: how many of their values, or elements, are infinite, not a number, or beyond 1e150. */
export async function countUnusable(
  session: Session,
  parts: readonly string[],
  features: readonly Feature[],
): Promise<ReadonlyMap<string, number>> {
  const numeric = features.filter(({ kind, statistic }) => kind === "numerical" && statistic === undefined);
  const found = new Map<string, number>();
  for (let from = 0; from < numeric.length; from += countedAtOnce) {
    const some = numeric.slice(from, from + countedAtOnce);
    const counts = some.map((feature, i) => sql`${countOf(feature)} AS unusable_${i}`);
    const query = loadSql("ingest/unusable-numbers", { counts: joinFragments(counts, ", "), parts: quotePaths(parts) });
    const [row] = await session.rows(query, {}, z.record(z.string(), z.number()));
    some.forEach(({ name }, i) => row[`unusable_${i}`] > 0 && found.set(name, row[`unusable_${i}`]));
  }
  return found;
}

/** `table.*` with NULL in the place of numbers that nothing can be computed with. */
export function withoutUnusable(table: SqlFragment, features: IngestArtifact["features"]): SqlFragment {
  const replaced = features.filter(isReplaced).map((feature) => usableColumn(table, feature));
  return replaced.length === 0 ? sql`${table}.*` : sql`${table}.* REPLACE (${joinFragments(replaced, ", ")})`;
}

/** A feature's column of a table, as `withoutUnusable` gives it. */
export function usableColumn(table: SqlFragment, feature: IngestArtifact["features"][number]): SqlFragment {
  const own = quoteIdentifier(feature.name);
  const column = sql`${table}.${own}`;
  if (!isReplaced(feature)) return column;
  const usable = feature.sequence ? finiteElements(column) : sql`CASE WHEN ${isUsable(column)} THEN ${column} END`;
  return sql`${usable} AS ${own}`;
}

function isReplaced({ unusable = 0 }: IngestArtifact["features"][number]): boolean {
  return unusable > 0;
}
