import type { Statistic } from "../../config/statistic-schema.ts";
import { quoteIdentifier, sql, type SqlFragment } from "../identifiers.ts";

/** Parts of the training split, in an order: a row sees those before its own. */
const foldCount = 16;

/** Number of folds, which is also the fold of every row outside of the training split: it sees all of them. */
export const folds: SqlFragment = sql`${foldCount}`;

/** The fold of a training row: a hash of its number, which knows nothing of what is in it. */
export const foldOfRow: SqlFragment = sql`CAST(CAST('0x' || substr(md5(CAST(_row AS VARCHAR)), 1, 8) AS BIGINT) % ${foldCount} AS INTEGER)`;

/** The statistic of what is known of a value in fold `fold`, from `impressions` and `clicks`. NULL where nothing can be known. */
export function statisticValue(value: Statistic["value"]): SqlFragment {
  if (value === "ctr")
    return sql`CASE WHEN impressions > 0 THEN CAST(clicks AS DOUBLE) / CAST(impressions AS DOUBLE) END`;
  // Counts of a part of the folds stand for the whole training split, so that training rows have numbers like those of later rows.
  const counted = value === "clicks" ? sql`clicks` : sql`impressions`;
  return sql`CASE WHEN fold > 0 THEN round(CAST(${counted} AS DOUBLE) * ${foldCount} / fold) END`;
}

/** The statistic of several values taken as one, from their `impressions` and `clicks`: the mean of counts, the share of all. */
export function pooledValue(value: Statistic["value"]): SqlFragment {
  if (value === "ctr") return sql`CAST(SUM(clicks) AS DOUBLE) / CAST(SUM(impressions) AS DOUBLE)`;
  const counted = value === "clicks" ? sql`clicks` : sql`impressions`;
  return sql`CAST(SUM(${counted}) AS DOUBLE) / COUNT(*)`;
}

/** The statistic of a row from the table of its fold: what training has never seen was counted 0 times, and has no share. */
export function lookedUp({ of, value }: Statistic, table: SqlFragment, row: SqlFragment): SqlFragment {
  if (value === "ctr") return sql`${table}.statistic`;
  const never = sql`CASE WHEN ${row}._fold = ${foldCount} AND ${row}.${quoteIdentifier(of)} IS NOT NULL THEN CAST(0 AS DOUBLE) END`;
  return sql`coalesce(${table}.statistic, ${never})`;
}

/** The domain that a statistic is counted in, as a number; 0 for all of them. */
export function countedDomain({ by }: Statistic, rows: SqlFragment): SqlFragment {
  return by === "domain" ? sql`${rows}._domain_index` : sql`0`;
}
