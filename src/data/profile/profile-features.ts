import { join } from "node:path";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import { featureFile } from "../artifacts/layout.ts";
import type { ProfileArtifact } from "../artifacts/profile.ts";
import { sql } from "../identifiers.ts";
import { partRanges } from "../row-ranges.ts";
import { createNarrowView, createRowsView } from "../rows-view.ts";
import type { Session } from "../session.ts";
import type { StatisticTable } from "../statistics/statistic-tables.ts";
import { featureStats } from "./feature-stats.ts";
import { splitDrift } from "./split-drift.ts";
import { writeScalarValues, writeSequenceValues } from "./write-values.ts";

/** The typed rows of a log, and what its counted features are looked up in. */
export interface LogToProfile {
  readonly ingest: IngestArtifact;
  readonly parts: readonly string[];
  readonly tables: readonly StatisticTable[];
  /** Has the folder `values`. */
  readonly profileDir: string;
  readonly signal: AbortSignal;
  readonly report: (feature: string, done: number, total: number) => void;
}

/** Writes the value counts of every feature and gives their statistics: a sequence by all threads, then as many features at once as there are threads. */
export async function profileFeatures(session: Session, log: LogToProfile): Promise<ProfileArtifact["features"]> {
  const { ingest, parts, profileDir, signal } = log;
  const total = ingest.features.length;
  const pathOf = (f: number): string => join(profileDir, "values", featureFile(f));
  const ranges = await partRanges(session, parts, sql`typed_rows._row`);
  for (const [f, feature] of ingest.features.entries()) {
    if (!feature.sequence) continue;
    signal.throwIfAborted();
    log.report(feature.name, 0, total);
    await writeSequenceValues(session, { ingest, ranges }, feature, pathOf(f));
  }
  const profiled: ProfileArtifact["features"] = [];
  let done = 0;
  await session.concurrently([...ingest.features.entries()], async (thread, [f, feature]) => {
    signal.throwIfAborted();
    log.report(feature.name, done, total);
    await createFeatureView(thread, log, f);
    if (!feature.sequence) await writeScalarValues(thread, feature, pathOf(f));
    const stats = await featureStats(thread, feature, pathOf(f), ingest.domains.length);
    profiled[f] = { ...stats, parts: await splitDrift(thread, pathOf(f)) };
    done++;
  });
  return profiled;
}

/** A counted feature is joined to the rows, which the others need not wait for. */
async function createFeatureView(session: Session, { ingest, parts, tables }: LogToProfile, f: number): Promise<void> {
  if (tables.length === 0) return await createNarrowView(session, parts, ingest, [ingest.features[f].name]);
  const own = tables.filter(({ index }) => index === f);
  await createRowsView(session, parts, ingest, own);
}
