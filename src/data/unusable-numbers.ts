import { z } from "zod";
import type { IngestArtifact } from "./artifacts/ingest.ts";
import { joinFragments, quoteIdentifier, quoteList, sql, type SqlFragment } from "./identifiers.ts";
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

/** Of the numeric scalar features that have any: how many of their values are infinite, not a number, or beyond 1e150. */
export async function countUnusable(
  session: Session,
  parts: readonly string[],
  features: readonly Feature[],
): Promise<ReadonlyMap<string, number>> {
  const numeric = features.filter(
    ({ kind, sequence, statistic }) => kind === "numerical" && !sequence && statistic === undefined,
  );
  const found = new Map<string, number>();
  for (let from = 0; from < numeric.length; from += countedAtOnce) {
    const some = numeric.slice(from, from + countedAtOnce);
    const counts = some.map(
      ({ name }, i) => sql`COUNT(*) FILTER (WHERE NOT (${isUsable(quoteIdentifier(name))})) AS unusable_${i}`,
    );
    const query = loadSql("ingest/unusable-numbers", { counts: joinFragments(counts, ", "), parts: quoteList(parts) });
    const [row] = await session.rows(query, {}, z.record(z.string(), z.number()));
    some.forEach(({ name }, i) => row[`unusable_${i}`] > 0 && found.set(name, row[`unusable_${i}`]));
  }
  return found;
}

/** `table.*` with NULL in the place of numbers that nothing can be computed with. */
export function withoutUnusable(table: SqlFragment, features: IngestArtifact["features"]): SqlFragment {
  const replaced = features
    .filter(({ unusable = 0 }) => unusable > 0)
    .map(({ name }) => {
      const column = quoteIdentifier(name);
      return sql`CASE WHEN ${isUsable(sql`${table}.${column}`)} THEN ${table}.${column} END AS ${column}`;
    });
  return replaced.length === 0 ? sql`${table}.*` : sql`${table}.* REPLACE (${joinFragments(replaced, ", ")})`;
}
