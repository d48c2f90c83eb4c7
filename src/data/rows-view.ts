import { join } from "node:path";
import type { IngestArtifact } from "./artifacts/ingest.ts";
import { partFiles } from "./artifacts/layout.ts";
import {
  joinFragments,
  quoteIdentifier,
  quoteList,
  quoteLiteral,
  quotePaths,
  sql,
  type SqlFragment,
} from "./identifiers.ts";
import { loadFragment } from "./sql-file.ts";
import type { Session } from "./session.ts";
import { usableColumn, withoutUnusable } from "./unusable-numbers.ts";
import { rowsWithStatistics, type StatisticTable } from "./statistics/statistic-tables.ts";

/** Paths of the typed rows of the files that could be read, in file order. */
export function ingestParts(ingestDir: string, { files }: Pick<IngestArtifact, "files">): string[] {
  return files.flatMap(({ unreadable, parts = 1 }, i) => {
    if (unreadable !== undefined) return [];
    return partFiles(i, parts).map((name) => join(ingestDir, "rows", name));
  });
}

/**
 * Creates the view `typed_rows`: the columns of ingest's rows, NULL for numbers that nothing can be computed with, and `_domain_index` (integer) and `_split` (0 train, 1 valid, 2 test), and the
 * counted features of `tables`.
 */
export async function createRowsView(
  session: Session,
  parts: readonly string[],
  ingest: IngestArtifact,
  tables: readonly StatisticTable[] = [],
): Promise<void> {
  const rows = typedRows(parts, ingest, withoutUnusable(sql`typed`, ingest.features));
  const view = tables.length === 0 ? rows : rowsWithStatistics(rows, tables);
  await session.run(sql`CREATE OR REPLACE TEMP VIEW typed_rows AS ${view}`);
}

/**
 * As `createRowsView`, with the columns of some features alone, none of them counted: each query of a view plans with all of its columns, which
 * takes longer than the query itself where they are thousands.
 */
export async function createNarrowView(
  session: Session,
  parts: readonly string[],
  ingest: IngestArtifact,
  names: readonly string[],
): Promise<void> {
  const own = ["_row", "_split_value", "_domain", "_label"];
  if (ingest.hasUser) own.push("_user");
  if (ingest.hasItem) own.push("_item");
  const features = ingest.features.filter(({ name }) => names.includes(name));
  const columns = [
    ...own.map((name) => sql`typed.${quoteIdentifier(name)}`),
    ...features.map((feature) => usableColumn(sql`typed`, feature)),
  ];
  const rows = typedRows(parts, ingest, joinFragments(columns, ", "));
  await session.run(sql`CREATE OR REPLACE TEMP VIEW typed_rows AS ${rows}`);
}

function typedRows(parts: readonly string[], ingest: IngestArtifact, typed: SqlFragment): SqlFragment {
  return loadFragment("profile/typed-rows", {
    typed,
    parts: quotePaths(parts),
    domains: quoteList(ingest.domains.map((domain) => domain.name)),
    low: quoteLiteral(ingest.split.cuts[0]),
    high: quoteLiteral(ingest.split.cuts[1]),
  });
}
