import { z } from "zod";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import type { FeatureStats, ProfileArtifact } from "../artifacts/profile.ts";
import { quotePath, type SqlFragment } from "../identifiers.ts";
import { loadSql } from "../sql-file.ts";
import type { Session } from "../session.ts";
import { elementCount } from "./write-values.ts";

type Feature = IngestArtifact["features"][number];
type Counts = { rows: number; nulls: number; elements: number; distinct: number };

const all = -1;
const countRow = z.object({ domain: z.number(), elements: z.number(), nulls: z.number(), distinct_values: z.number() });
const sequenceRow = z.object({ domain: z.number(), rows: z.number(), empty: z.number() });
const topRow = z.object({ domain: z.number(), value: z.string().nullable(), elements: z.number() });
const number = z.number();
const numericRow = z.object({
  domain: number,
  mean: number,
  std: number,
  min: number,
  q05: number,
  q25: number,
  q50: number,
  q75: number,
  q95: number,
  max: number,
});

/** How many rows each domain has, and how many of them no elements of a sequence: where that is not known, the view `typed_rows` tells. */
export interface SequenceRows {
  readonly domain: number;
  readonly rows: number;
  readonly empty: number;
}

/** Counts, nulls, quantiles and top values of one feature, overall and per domain, from its value counts at `path`. */
export async function featureStats(
  session: Session,
  feature: Feature,
  path: string,
  { domains, sequenceRows }: { readonly domains: number; readonly sequenceRows?: readonly SequenceRows[] | undefined },
): Promise<ProfileArtifact["features"][number]> {
  const values = quotePath(path);
  const counts = feature.sequence
    ? await sequenceCounts(session, sequenceRows ?? (await rowsOfSequence(session, feature)), values, domains)
    : await scalarCounts(session, values);
  const numeric =
    feature.kind === "numerical"
      ? await session.rows(loadSql("profile/numeric-stats", { values }), {}, numericRow)
      : [];
  const top =
    feature.kind === "numerical" ? [] : await session.rows(loadSql("profile/top-values", { values }), {}, topRow);
  const statsOf = (d: number): FeatureStats => {
    const count = counts.get(d) ?? { rows: 0, nulls: 0, elements: 0, distinct: 0 };
    const moments = numeric.find((row) => row.domain === d);
    return {
      ...count,
      meanLength: feature.sequence && count.rows > 0 ? count.elements / count.rows : null,
      numeric: moments === undefined ? null : withoutDomain(moments),
      top: top.filter((row) => row.domain === d).map(({ value, elements }) => ({ value, elements })),
    };
  };
  return { name: feature.name, overall: statsOf(all), byDomain: Array.from({ length: domains }, (_, d) => statsOf(d)) };
}

async function scalarCounts(session: Session, values: SqlFragment): Promise<Map<number, Counts>> {
  const rows = await session.rows(loadSql("profile/value-stats", { values }), {}, countRow);
  return new Map(
    rows.map(({ domain, elements, nulls, distinct_values }) => [
      domain,
      { rows: elements + nulls, nulls, elements, distinct: distinct_values },
    ]),
  );
}

async function rowsOfSequence(session: Session, feature: Feature): Promise<SequenceRows[]> {
  return await session.rows(loadSql("profile/sequence-rows", { length: elementCount(feature) }), {}, sequenceRow);
}

/** A null element of a categorical sequence is an element; nulls counts rows without elements. */
async function sequenceCounts(
  session: Session,
  lengths: readonly SequenceRows[],
  values: SqlFragment,
  domains: number,
): Promise<Map<number, Counts>> {
  const counted = await scalarCounts(session, values);
  const counts = new Map<number, Counts>();
  for (const d of [all, ...Array.from({ length: domains }, (_, i) => i)]) {
    const own = lengths.filter((row) => d === all || row.domain === d);
    const { rows = 0, distinct = 0 } = counted.get(d) ?? {};
    counts.set(d, {
      rows: own.reduce((sum, row) => sum + row.rows, 0),
      nulls: own.reduce((sum, row) => sum + row.empty, 0),
      elements: rows,
      distinct,
    });
  }
  return counts;
}

function withoutDomain(row: z.infer<typeof numericRow>): FeatureStats["numeric"] {
  const { mean, std, min, q05, q25, q50, q75, q95, max } = row;
  return { mean, std, min, q05, q25, q50, q75, q95, max };
}
