import type { Config } from "../../config/schema.ts";
import type { EncodeArtifact } from "../../data/artifacts/encode.ts";
import { reservedIds } from "../../data/artifacts/reserved-ids.ts";
import type { FeatureIds } from "../../data/batch.ts";
import type { EntityFeatures, EntityIds } from "../../data/retrieval/entity-features.ts";
import { audienceName, historyName } from "../../util/serving-names.ts";
import { statisticFields } from "./statistic-fields.ts";
import type { TowerField, TowerFields, TowerTable } from "./tower-fields.ts";
import { spectralItems } from "./spectral-items.ts";
import { pairsAt, type TrainingPairs } from "./training-pairs.ts";

type Settings = Pick<
  NonNullable<Config["retrieval"]>,
  "embedding" | "userId" | "start" | "history" | "audience" | "statistics"
>;

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
export function retrievalFields(
  source: FieldsSource,
  settings: Settings,
  pairs: TrainingPairs,
  seed: number,
): TowerFields {
  const { encode, user, item, users, items } = source;
  const tables: TowerTable[] = [];
  const tableOf = new Map<number, number>();
  const ownerOf = (f: number): number => encode.features[f].vocabularyOf ?? f;
  const table = (feature: number): number => {
    const f = ownerOf(feature);
    const known = tableOf.get(f);
    if (known !== undefined) return known;
    const { name, kind, embeddingRows } = encode.features[f];
    const spec = { size: settings.embedding, rows: embeddingRows, bucketOfId: source.buckets[f] };
    const start =
      f === ownerOf(item) && settings.start === "spectral" ? spectralStart(source, settings, pairs, seed) : undefined;
    tables.push({ name, spec, frozenRow: kind === "categorical" ? reservedIds.unknown : -1, ...(start && { start }) });
    tableOf.set(f, tables.length - 1);
    return tables.length - 1;
  };
  const plain = ({ features, ids }: EntityFeatures): TowerField[] =>
    features.map((f, i) => field(encode.features[f].name, table(f), ids[i]));
  const readsId = settings.userId ? users : without(users, user);
  const itemFields = plain(items);
  const userFields = plain(readsId);
  const [userName, itemName] = [user, item].map((f) => encode.features[f].name);
  if (settings.history !== null) {
    const ids = chosenBy(pairs.users, pairs.items, encode.features[user].ids);
    const { power } = settings.history;
    userFields.push({ ...field(historyName(itemName), table(item), ids), power, withoutOther: true });
  }
  if (settings.audience !== null) {
    const { power, maxLength } = settings.audience;
    const ids = shortened(chosenBy(pairs.items, pairs.users, encode.features[item].ids), maxLength);
    itemFields.push({ ...field(audienceName(userName), table(user), ids), power, withoutOther: true });
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

/** Computed once for each domain that is asked for. */
function spectralStart(
  { encode, user, item }: FieldsSource,
  { embedding: size }: Settings,
  pairs: TrainingPairs,
  seed: number,
): NonNullable<TowerTable["start"]> {
  const shape = { userCount: encode.features[user].ids, itemCount: encode.features[item].ids, size };
  const known = new Map<number | null, Float32Array>();
  return (domain) => {
    const found = known.get(domain) ?? spectralItems(ofDomain(pairs, domain), shape, seed);
    known.set(domain, found);
    return found;
  };
}

function ofDomain(pairs: TrainingPairs, domain: number | null): TrainingPairs {
  if (domain === null) return pairs;
  return pairsAt(
    pairs,
    Int32Array.from(pairs.domains.keys()).filter((n) => pairs.domains[n] === domain),
  );
}

function field(name: string, table: number, ids: FeatureIds | EntityIds): TowerField {
  return { name, table, ids: { stride: 0, ...ids }, power: 1, withoutOther: false };
}

function without({ features, ids }: EntityFeatures, left: number): EntityFeatures {
  const kept = features.map((f) => f !== left);
  return { features: features.filter((_, i) => kept[i]), ids: ids.filter((_, i) => kept[i]) };
}

/** The distinct entities of one side that each of the other is paired with, in the order of the pairs. */
function chosenBy(owners: Int32Array, members: Int32Array, ownerCount: number): FeatureIds {
  const lists = Array.from({ length: ownerCount }, () => new Set<number>());
  owners.forEach((owner, n) => lists[owner].add(members[n]));
  return joined(lists.map((list) => [...list]));
}

/** At most `most` elements of each sequence, evenly spread over it. */
function shortened({ ids, offsets }: FeatureIds, most: number): FeatureIds {
  if (offsets === null) return { ids, offsets };
  const lists = Array.from({ length: offsets.length - 1 }, (_, owner) => {
    const list = [...ids.subarray(offsets[owner], offsets[owner + 1])];
    if (list.length <= most) return list;
    return Array.from({ length: most }, (_l, l) => list[Math.floor((l * list.length) / most)]);
  });
  return joined(lists);
}

function joined(lists: readonly (readonly number[])[]): FeatureIds {
  const offsets = new Int32Array(lists.length + 1);
  lists.forEach((list, owner) => (offsets[owner + 1] = offsets[owner] + list.length));
  const ids = new Int32Array(offsets[lists.length]);
  lists.forEach((list, owner) => ids.set(list, offsets[owner]));
  return { ids, offsets };
}
