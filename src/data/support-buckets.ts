import { join } from "node:path";
import type { EncodeArtifact } from "./artifacts/encode.ts";
import { featureFile } from "./artifacts/layout.ts";
import { integers } from "./chunk.ts";
import { quotePath, sql } from "./identifiers.ts";
import type { Session } from "./session.ts";

/** Support id → embedding row of every numeric feature; null for categorical ones. */
export async function readBuckets(
  session: Session,
  encodeDir: string,
  encode: EncodeArtifact,
): Promise<(Int32Array | null)[]> {
  const all: (Int32Array | null)[] = [];
  await session.apart(async (own) => {
    for (const feature of encode.features) {
      all.push(feature.kind === "numerical" ? await readOne(own, encodeDir, feature.index, feature.ids) : null);
    }
  });
  return all;
}

async function readOne(session: Session, encodeDir: string, index: number, ids: number): Promise<Int32Array> {
  const path = quotePath(join(encodeDir, "support", featureFile(index)));
  const buckets = new Int32Array(ids);
  for await (const chunk of session.stream(
    sql`SELECT id, bucket FROM read_parquet(${path}, hive_partitioning = false)`,
  )) {
    const id = integers(chunk, 0);
    const bucket = integers(chunk, 1);
    for (let i = 0; i < chunk.rowCount; i++) buckets[id[i]] = bucket[i];
  }
  return buckets;
}
