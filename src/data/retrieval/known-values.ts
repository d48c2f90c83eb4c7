import { join } from "node:path";
import { type EncodeArtifact, type EncodedFeature, idsFile } from "../artifacts/encode.ts";
import { reservedIds } from "../artifacts/reserved-ids.ts";
import { featureFile } from "../artifacts/layout.ts";
import { doubles, integers } from "../chunk.ts";
import { joinFragments, quoteLiteral, quotePath, sql } from "../identifiers.ts";
import { nearestPoint } from "../nearest-point.ts";
import type { Session } from "../session.ts";
import { loadFragment } from "../sql-file.ts";
import { pooledValue } from "../statistics/statistic-sql.ts";

/** A counted feature by the id of what it counts. */
export interface KnownValues {
  /** Support ids: those of domain d are at d * stride … d * stride + V - 1. */
  readonly ids: Int32Array;
  /** V, the ids of the feature that is counted; 0 when all domains have the same values. */
  readonly stride: number;
}

type Counted = EncodedFeature & { readonly statistic: NonNullable<EncodedFeature["statistic"]> };

/**
 * What servers look up of a counted feature in `statistics/`, as ids of its support. A count of what training has not seen in a domain is 0,
 * a share is null; so is every statistic of the id for null.
 */
export async function readKnownValues(
  session: Session,
  { encodeDir, encode }: { readonly encodeDir: string; readonly encode: EncodeArtifact },
  feature: Counted,
): Promise<KnownValues> {
  const { by, of, value } = feature.statistic;
  const owner = countedFeature(encode, of);
  const points = await readPoints(session, join(encodeDir, idsFile(feature)), feature.ids);
  const domains = encode.domains.map((name, d) => sql`(${quoteLiteral(name)}, ${d})`);
  const known = loadFragment("retrieval/known-values", {
    known: quotePath(join(encodeDir, "statistics", featureFile(feature.index))),
    vocabulary: quotePath(join(encodeDir, idsFile(owner))),
    domains: sql`VALUES ${joinFragments(domains, ", ")}`,
    rare: sql`${reservedIds.rare}`,
    statistic: pooledValue(value),
  });
  const copies = by === "domain" ? encode.domains.length : 1;
  const ids = new Int32Array(copies * owner.ids).fill(value === "ctr" ? 0 : nearestPoint(points, 0) + 1);
  for (let d = 0; d < copies; d++) ids[d * owner.ids + reservedIds.null] = 0;
  for await (const chunk of session.stream(known)) {
    const [domain, id, statistic] = [integers(chunk, 0), integers(chunk, 1), doubles(chunk, 2)];
    for (let b = 0; b < chunk.rowCount; b++) {
      ids[domain[b] * owner.ids + id[b]] = nearestPoint(points, statistic[b]) + 1;
    }
  }
  return { ids, stride: by === "domain" ? owner.ids : 0 };
}

/** The feature that a statistic is of; the config was checked to have it. */
export function countedFeature({ features }: EncodeArtifact, of: string): EncodedFeature {
  return features[features.findIndex(({ name }) => name === of)];
}

/** The points of a support; that of id n stands at n - 1. */
async function readPoints(session: Session, path: string, ids: number): Promise<Float64Array> {
  const points = new Float64Array(ids - 1);
  const query = sql`SELECT id, value FROM read_parquet(${quotePath(path)}, hive_partitioning = false) WHERE id > 0`;
  for await (const chunk of session.stream(query)) {
    const [id, value] = [integers(chunk, 0), doubles(chunk, 1)];
    for (let b = 0; b < chunk.rowCount; b++) points[id[b] - 1] = value[b];
  }
  return points;
}
