import type { EncodeArtifact } from "../artifacts/encode.ts";
import { reservedIds } from "../artifacts/reserved-ids.ts";
import { EncodedSplit } from "../encoded-rows.ts";
import type { Session } from "../session.ts";
import { EntityCollector, type EntityFeatures, type EntityIds } from "./entity-features.ts";
import { countedFeature, type KnownValues, readKnownValues } from "./known-values.ts";

export interface EntitySource {
  readonly encodeDir: string;
  readonly encode: EncodeArtifact;
  /** Positions of the features that hold the ids of users and items. */
  readonly user: number;
  readonly item: number;
  /** Positions of the features that the towers read. */
  readonly userFeatures: readonly number[];
  readonly itemFeatures: readonly number[];
  readonly signal: AbortSignal;
}

/**
 * The features of every user and item that the training split names, whatever the label, by encoded id; those of its first row. Counted features are
 * what servers look up under each domain, not what any row has: rows see a part of the training split only, and that of their own domain.
 */
export async function readEntities(
  session: Session,
  source: EntitySource,
): Promise<{ readonly users: EntityFeatures; readonly items: EntityFeatures }> {
  const { encodeDir, encode, user, item, userFeatures, itemFeatures, signal } = source;
  const sequences = encode.features.map(({ sequence }) => sequence);
  const collector = (features: readonly number[], id: number): EntityCollector =>
    new EntityCollector(
      features.map((f) => readInstead(encode, f)),
      sequences,
      encode.features[id].ids,
    );
  const [users, items] = [collector(userFeatures, user), collector(itemFeatures, item)];
  const split = new EncodedSplit(session, encodeDir, encode, "train");
  for await (const batch of split.batches({ batchSize: 8192, signal })) {
    for (let b = 0; b < batch.rows; b++) {
      const [ofUser, ofItem] = [batch.features[user].ids[b], batch.features[item].ids[b]];
      if (ofUser >= reservedIds.firstValue) users.take(ofUser, batch, b);
      if (ofItem >= reservedIds.firstValue) items.take(ofItem, batch, b);
    }
  }
  return {
    users: await lookedUp(session, source, userFeatures, users.finish()),
    items: await lookedUp(session, source, itemFeatures, items.finish()),
  };
}

/** Of a counted feature an entity has the value that is counted. */
function readInstead(encode: EncodeArtifact, f: number): number {
  const { statistic } = encode.features[f];
  return statistic === undefined ? f : countedFeature(encode, statistic.of).index;
}

async function lookedUp(
  session: Session,
  source: EntitySource,
  features: readonly number[],
  collected: readonly EntityIds[],
): Promise<EntityFeatures> {
  const ids = [...collected];
  for (const [i, f] of features.entries()) {
    const { statistic, ...feature } = source.encode.features[f];
    if (statistic === undefined) continue;
    ids[i] = underDomains(await readKnownValues(session, source, { ...feature, statistic }), ids[i].ids);
  }
  return { features, ids };
}

/** The ids of entities whose counted value is `values[entity]`, domain after domain. */
function underDomains({ ids, stride }: KnownValues, values: Int32Array): EntityIds {
  if (stride === 0) return { ids: values.map((value) => ids[value]), offsets: null, stride };
  const domains = ids.length / stride;
  const all = new Int32Array(domains * values.length);
  for (let d = 0; d < domains; d++) {
    values.forEach((value, entity) => (all[d * values.length + entity] = ids[d * stride + value]));
  }
  return { ids: all, offsets: null, stride: values.length };
}
