import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Statistic } from "../../config/statistic-schema.ts";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import { featureFile } from "../artifacts/layout.ts";
import { joinFragments, quoteIdentifier, quoteList, quotePath, sql, type SqlFragment } from "../identifiers.ts";
import type { Session } from "../session.ts";
import { loadFragment, loadSql } from "../sql-file.ts";
import { countedDomain, foldOfRow, folds, lookedUp, statisticValue } from "./statistic-sql.ts";

/** A counted feature, and where its counts lie. */
export interface StatisticTable {
  readonly name: string;
  readonly index: number;
  readonly statistic: Statistic;
  /** Parquet of counts by domain, value and fold. */
  readonly path: string;
}

/** The counted features of a log. @param profileDir folder of the profile stage, which holds their counts */
export function statisticTables({ features }: Pick<IngestArtifact, "features">, profileDir: string): StatisticTable[] {
  return features.flatMap(({ name, statistic }, index) =>
    statistic === undefined
      ? []
      : [{ name, index, statistic, path: join(profileDir, "statistics", featureFile(index)) }],
  );
}

/** Counts one feature in the training rows of the view `typed_rows`, which need not have it. */
export async function countStatistic(session: Session, { statistic, path }: StatisticTable): Promise<void> {
  const counts = loadSql("profile/counted-folds", {
    domain: countedDomain(statistic, sql`typed_rows`),
    of: quoteIdentifier(statistic.of),
    fold: foldOfRow,
    folds,
    statistic: statisticValue(statistic.value),
  });
  await session.writeSmallParquet(counts, path);
}

/** `rows` with a column for each counted feature. */
export function rowsWithStatistics(rows: SqlFragment, tables: readonly StatisticTable[]): SqlFragment {
  const row = sql`folded`;
  const columns = tables.map((table) => {
    return sql`${lookedUp(table.statistic, alias(table), row)} AS ${quoteIdentifier(table.name)}`;
  });
  const joins = tables.map((table) => {
    const { statistic, path } = table;
    const found = alias(table);
    const same = sql`${found}.value = ${row}.${quoteIdentifier(statistic.of)} AND ${found}.fold = ${row}._fold`;
    return sql`LEFT JOIN read_parquet(${quotePath(path)}, hive_partitioning = false) AS ${found} ON ${same} AND ${found}.domain = ${countedDomain(statistic, row)}`;
  });
  return loadFragment("profile/counted-rows", {
    rows,
    fold: foldOfRow,
    folds,
    columns: joinFragments(columns, ", "),
    joins: joinFragments(joins, "\n"),
  });
}

/** Writes `statistics/<feature>.parquet`: what rows outside of the training split, and servers, look up. */
export async function writeKnownValues(
  session: Session,
  { statistic, index, path }: StatisticTable,
  domains: readonly string[],
  encodeDir: string,
): Promise<void> {
  const folder = join(encodeDir, "statistics");
  mkdirSync(folder, { recursive: true });
  const named = sql`list_extract(${quoteList(domains)}, counts.domain + 1)`;
  const domain = statistic.by === "domain" ? named : sql`CAST(NULL AS VARCHAR)`;
  const known = loadSql("encode/counted-values", { counts: quotePath(path), domain, folds });
  await session.writeSmallParquet(known, join(folder, featureFile(index)));
}

function alias({ index }: StatisticTable): SqlFragment {
  return sql`counted_${index}`;
}
