import type { Interactions } from "../../retrieval/types.ts";
import type { EncodeArtifact } from "../artifacts/encode.ts";
import { EncodedSplit } from "../encoded-rows.ts";
import type { Session } from "../session.ts";
import { EntityCollector, type EntityFeatures } from "./entity-features.ts";

/** The training split as retrieval sees it: positives, and what is known of each user and item, all by encoded ids. */
export interface RetrievalLog {
  /** Rows of label 1, in their order. */
  readonly interactions: Interactions;
  readonly users: EntityFeatures;
  readonly items: EntityFeatures;
  /** [D, V] rows of each item in each domain, whatever their label. */
  readonly shown: Float64Array;
}

export interface LogSource {
  readonly session: Session;
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

/** Reads the training split once. A user's or an item's features are those of its first row. */
export async function readLog({ session, encodeDir, encode, ...source }: LogSource): Promise<RetrievalLog> {
  const sequences = encode.features.map(({ sequence }) => sequence);
  const [userCount, itemCount] = [source.user, source.item].map((f) => encode.features[f].ids);
  const users = new EntityCollector(source.userFeatures, sequences, userCount);
  const items = new EntityCollector(source.itemFeatures, sequences, itemCount);
  const shown = new Float64Array(encode.domains.length * itemCount);
  const size = encode.splits.train;
  const columns = { users: new Int32Array(size), items: new Int32Array(size), domains: new Int32Array(size) };
  let count = 0;
  const split = new EncodedSplit(session, encodeDir, encode, "train");
  for await (const batch of split.batches({ batchSize: 8192, signal: source.signal })) {
    for (let b = 0; b < batch.rows; b++) {
      const [user, item] = [batch.features[source.user].ids[b], batch.features[source.item].ids[b]];
      users.take(user, batch, b);
      items.take(item, batch, b);
      shown[batch.domain[b] * itemCount + item]++;
      if (batch.label[b] !== 1) continue;
      columns.users[count] = user;
      columns.items[count] = item;
      columns.domains[count++] = batch.domain[b];
    }
  }
  const interactions = {
    users: columns.users.subarray(0, count),
    items: columns.items.subarray(0, count),
    domains: columns.domains.subarray(0, count),
    userCount,
    itemCount,
    domainCount: encode.domains.length,
  };
  return { interactions, users: users.finish(), items: items.finish(), shown };
}
