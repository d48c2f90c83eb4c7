import { join } from "node:path";
import type { IngestArtifact } from "./artifacts/ingest.ts";
import { partFile } from "./artifacts/layout.ts";
import { quoteList, quoteLiteral, sql } from "./identifiers.ts";
import { loadFragment } from "./sql-file.ts";
import type { Session } from "./session.ts";
import { withoutUnusable } from "./unusable-numbers.ts";
import { rowsWithStatistics, type StatisticTable } from "./statistics/statistic-tables.ts";

/** Paths of the typed rows of the files that could be read, in file order. */
export function ingestParts(ingestDir: string, { files }: Pick<IngestArtifact, "files">): string[] {
  return files.flatMap(({ unreadable }, i) => (unreadable === undefined ? [join(ingestDir, "rows", partFile(i))] : []));
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
  const fragments = {
    typed: withoutUnusable(sql`typed`, ingest.features),
    parts: quoteList(parts),
    domains: quoteList(ingest.domains.map((domain) => domain.name)),
    low: quoteLiteral(ingest.split.cuts[0]),
    high: quoteLiteral(ingest.split.cuts[1]),
  };
  const rows = loadFragment("profile/typed-rows", fragments);
  const view = tables.length === 0 ? rows : rowsWithStatistics(rows, tables);
  await session.run(sql`CREATE OR REPLACE TEMP VIEW typed_rows AS ${view}`);
}
