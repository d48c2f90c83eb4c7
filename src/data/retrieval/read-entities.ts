import { type EncodeArtifact, reservedIds } from "../artifacts/encode.ts";
import { EncodedSplit } from "../encoded-rows.ts";
import type { Session } from "../session.ts";
import { EntityCollector, type EntityFeatures } from "./entity-features.ts";

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

/** The features of every user and item that the training split names, whatever the label, by encoded id; those of its first row. */
export async function readEntities(
  session: Session,
  { encodeDir, encode, user, item, userFeatures, itemFeatures, signal }: EntitySource,
): Promise<{ readonly users: EntityFeatures; readonly items: EntityFeatures }> {
  const sequences = encode.features.map(({ sequence }) => sequence);
  const users = new EntityCollector(userFeatures, sequences, encode.features[user].ids);
  const items = new EntityCollector(itemFeatures, sequences, encode.features[item].ids);
  const split = new EncodedSplit(session, encodeDir, encode, "train");
  for await (const batch of split.batches({ batchSize: 8192, signal })) {
    for (let b = 0; b < batch.rows; b++) {
      const [ofUser, ofItem] = [batch.features[user].ids[b], batch.features[item].ids[b]];
      if (ofUser >= reservedIds.firstValue) users.take(ofUser, batch, b);
      if (ofItem >= reservedIds.firstValue) items.take(ofItem, batch, b);
    }
  }
  return { users: users.finish(), items: items.finish() };
}
