import type { IngestArtifact } from "../artifacts/ingest.ts";
import { quoteIdentifier, sql, type SqlFragment } from "../identifiers.ts";
import type { PartRange } from "../row-ranges.ts";
import { createNarrowView } from "../rows-view.ts";
import type { Session } from "../session.ts";
import { loadSql } from "../sql-file.ts";

type Feature = IngestArtifact["features"][number];

/** The typed rows of a log, in ranges of them that are counted at once. */
export interface TypedRanges {
  readonly ingest: IngestArtifact;
  readonly ranges: readonly PartRange[];
}

/** Writes the value counts of a scalar feature, from which every statistic and the vocabularies follow; the view of the rows holds every part. */
export async function writeScalarValues(session: Session, { name }: Feature, path: string): Promise<void> {
  await session.writeSmallParquet(loadSql("profile/scalar-values", { feature: quoteIdentifier(name) }), path);
}

/** As `writeScalarValues`, for a sequence, with views of its own. */
export async function writeSequenceValues(
  session: Session,
  rows: TypedRanges,
  feature: Feature,
  path: string,
): Promise<void> {
  await countRanges(session, rows, feature);
  await session.writeSmallParquet(loadSql("profile/sequence-values"), path);
  await session.run("DROP TABLE range_values");
}

/**
 * Counts the values of a sequence range by range into the table `range_values`: each row's are counted first, which for all rows at once would
 * take more memory than the log. What is added up are integers, so ranges and their order make no difference.
 */
async function countRanges(session: Session, { ingest, ranges }: TypedRanges, feature: Feature): Promise<void> {
  const value = feature.kind === "numerical" ? sql`DOUBLE` : sql`VARCHAR`;
  await session.run(
    sql`CREATE TABLE range_values (_domain INTEGER, _split INTEGER, value ${value}, elements BIGINT, rows BIGINT, mass BIGINT)`,
  );
  await session.concurrently(ranges, async (thread, { part, chosen }) => {
    await createNarrowView(thread, [part], ingest, [feature.name]);
    const counts = loadSql("profile/sequence-range-values", {
      feature: quoteIdentifier(feature.name),
      length: elementCount(feature),
      // Adding 0 turns -0 into 0: one value, not two.
      value: feature.kind === "numerical" ? sql`value + 0` : sql`value`,
      kept: feature.kind === "numerical" ? sql`value IS NOT NULL` : sql`true`,
      chosen,
    });
    await thread.run(`INSERT INTO range_values ${counts}`);
  });
}

/** The length L of a list: null elements of a numeric sequence do not count. */
export function elementCount({ name, kind }: Feature): SqlFragment {
  const column = quoteIdentifier(name);
  return kind === "numerical" ? sql`list_count(${column})` : sql`len(${column})`;
}
