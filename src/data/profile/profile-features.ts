import { join } from "node:path";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import { featureFile } from "../artifacts/layout.ts";
import type { ProfileArtifact } from "../artifacts/profile.ts";
import { sql } from "../identifiers.ts";
import { partRanges } from "../row-ranges.ts";
import { createNarrowView, createRowsView } from "../rows-view.ts";
import type { Session } from "../session.ts";
import type { StatisticTable } from "../statistics/statistic-tables.ts";
import { featureStats, type SequenceRows } from "./feature-stats.ts";
import type { FeatureCodes } from "./feature-codes.ts";
import { splitDrift } from "./split-drift.ts";
import { writeScalarValues, writeSequenceValues } from "./write-values.ts";

/** The typed rows of a log, and what its counted features are looked up in. */
export interface LogToProfile {
  readonly ingest: IngestArtifact;
  readonly parts: readonly string[];
  readonly tables: readonly StatisticTable[];
  readonly codes: FeatureCodes;
  /** Has the folder `values`. */
  readonly profileDir: string;
  readonly signal: AbortSignal;
  readonly report: (feature: string, done: number, total: number) => void;
}

/** Writes the value counts of every feature and gives their statistics: by codes, then what is left by SQL; as many features at once as there are threads. */
export async function profileFeatures(session: Session, log: LogToProfile): Promise<ProfileArtifact["features"]> {
  const { features } = log.ingest;
  const profiled: ProfileArtifact["features"] = [];
  const report = (f: number): void => {
    log.signal.throwIfAborted();
    log.report(features[f].name, Object.keys(profiled).length, features.length);
  };
  const left: number[] = [];
  await session.concurrently(longestFirst(features), async (thread, f) => {
    report(f);
    const counted = await log.codes.write(thread, f, pathOf(log, f));
    if (counted === undefined) left.push(f);
    else profiled[f] = await statistics(thread, log, f, counted.sequenceRows);
  });
  left.sort((a, b) => a - b);
  const sequences = left.filter((f) => features[f].sequence);
  const ranges = sequences.length === 0 ? [] : await partRanges(session, log.parts, sql`typed_rows._row`);
  for (const f of sequences) {
    report(f);
    await writeSequenceValues(session, { ingest: log.ingest, ranges }, features[f], pathOf(log, f));
  }
  await session.concurrently(left, async (thread, f) => {
    report(f);
    await createFeatureView(thread, log, f);
    if (!features[f].sequence) await writeScalarValues(thread, features[f], pathOf(log, f));
    profiled[f] = await statistics(thread, log, f);
  });
  return profiled;
}

/** Positions of features, sequences before others: what takes longest is not to be waited for at the end. */
function longestFirst(features: IngestArtifact["features"]): number[] {
  const positions = [...features.keys()];
  return [...positions.filter((f) => features[f].sequence), ...positions.filter((f) => !features[f].sequence)];
}

function pathOf({ profileDir }: LogToProfile, f: number): string {
  return join(profileDir, "values", featureFile(f));
}

/** Of a feature whose value counts are written. @param sequenceRows left out: the view `typed_rows` has the feature */
async function statistics(
  session: Session,
  log: LogToProfile,
  f: number,
  sequenceRows?: readonly SequenceRows[],
): Promise<ProfileArtifact["features"][number]> {
  const { features, domains } = log.ingest;
  const path = pathOf(log, f);
  const stats = await featureStats(session, features[f], path, { domains: domains.length, sequenceRows });
  return { ...stats, parts: await splitDrift(session, path) };
}

/** A counted feature is joined to the rows, which the others need not wait for. */
async function createFeatureView(session: Session, { ingest, parts, tables }: LogToProfile, f: number): Promise<void> {
  if (tables.length === 0) return await createNarrowView(session, parts, ingest, [ingest.features[f].name]);
  const own = tables.filter(({ index }) => index === f);
  await createRowsView(session, parts, ingest, own);
}
