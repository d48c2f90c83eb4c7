import type { Config } from "../../config/schema.ts";
import { type EncodeArtifact, reservedIds } from "../../data/artifacts/encode.ts";
import type { FeatureIds } from "../../data/batch.ts";
import type { EntityFeatures } from "../../data/retrieval/entity-features.ts";
import { statisticFields } from "./statistic-fields.ts";
import type { TowerField, TowerFields, TowerTable } from "./tower-fields.ts";
import type { TrainingPairs } from "./training-pairs.ts";

type Settings = Pick<NonNullable<Config["retrieval"]>, "embedding" | "userId" | "history" | "statistics">;

export interface FieldsSource {
  readonly encode: EncodeArtifact;
  /** Support id → bucket of numerical features, null for others; [F]. */
  readonly buckets: readonly (Int32Array | null)[];
  /** Positions of the features with the ids of users and items. */
  readonly user: number;
  readonly item: number;
  readonly users: EntityFeatures;
  readonly items: EntityFeatures;
}

/**
 * What the towers read: the features of users and items, the history of each user and the statistics of each item. The last two are those of the
 * pairs that are trained on and of no other rows.
 */
export function retrievalFields(source: FieldsSource, settings: Settings, pairs: TrainingPairs): TowerFields {
  const { encode, user, item, users, items } = source;
  const tables: TowerTable[] = [];
  const tableOf = new Map<number, number>();
  const table = (f: number): number => {
    const known = tableOf.get(f);
    if (known !== undefined) return known;
    const { name, kind, embeddingRows } = encode.features[f];
    const spec = { size: settings.embedding, rows: embeddingRows, bucketOfId: source.buckets[f] };
    tables.push({ name, spec, frozenRow: kind === "categorical" ? reservedIds.unknown : -1 });
    tableOf.set(f, tables.length - 1);
    return tables.length - 1;
  };
  const plain = ({ features, ids }: EntityFeatures): TowerField[] =>
    features.map((f, i) => field(encode.features[f].name, table(f), ids[i]));
  const readsId = settings.userId ? users : without(users, user);
  const itemFields = plain(items);
  const userFields = plain(readsId);
  if (settings.history !== null) {
    const ids = historyOf(pairs, encode.features[user].ids);
    const { power } = settings.history;
    userFields.push({
      ...field(`history of ${encode.features[item].name}`, table(item), ids),
      power,
      withoutOther: true,
    });
  }
  if (settings.statistics) {
    const domains = encode.domains;
    const shape = { domains, items: encode.features[item].ids, size: settings.embedding, firstTable: tables.length };
    const statistics = statisticFields(pairs, shape);
    tables.push(...statistics.tables);
    itemFields.push(...statistics.fields);
  }
  return { tables, user: userFields, item: itemFields };
}

function field(name: string, table: number, ids: FeatureIds): TowerField {
  return { name, table, ids, power: 1, withoutOther: false };
}

function without({ features, ids }: EntityFeatures, left: number): EntityFeatures {
  const kept = features.map((f) => f !== left);
  return { features: features.filter((_, i) => kept[i]), ids: ids.filter((_, i) => kept[i]) };
}

/** The distinct items of each user, in the order of the pairs. */
function historyOf({ count, users, items }: TrainingPairs, userCount: number): FeatureIds {
  const lists = Array.from({ length: userCount }, () => new Set<number>());
  for (let n = 0; n < count; n++) lists[users[n]].add(items[n]);
  const offsets = new Int32Array(userCount + 1);
  lists.forEach((list, user) => (offsets[user + 1] = offsets[user] + list.size));
  const ids = new Int32Array(offsets[userCount]);
  lists.forEach((list, user) => ids.set([...list], offsets[user]));
  return { ids, offsets };
}
