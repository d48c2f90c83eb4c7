import type { Device } from "../src/compute/types.ts";
import type { EncodedBatch, FeatureIds } from "../src/data/batch.ts";
import type { EmbeddingSpec } from "../src/models/embedding.ts";
import { entityFields, type RoledFeature, shapeOfFields } from "../src/models/mkt/entity-fields.ts";
import { memNetwork } from "../src/models/mkt/mem-network.ts";
import { memDefaults, temDefaults } from "../src/models/mkt/mkt-options.ts";
import { readsOfMem, temNetwork } from "../src/models/mkt/tem-network.ts";
import type { Network } from "../src/models/network.ts";
import { Trainer } from "../src/training/trainer.ts";
import { createRng, type Rng } from "../src/util/rng.ts";

/** E */
const size = 8;
const hidden = [128, 64, 32];
const smallVocabulary = 10_000;
const longest = 20;
const entities = ["post", "product"];
/** Users: an id with the vocabulary that is varied and three more, and two histories of topics; four shared features, `topic` first; eight of each entity. */
const roles = [
  ...new Array<string>(6).fill("user"),
  ...new Array<string>(4).fill("entity-shared"),
  ...entities.flatMap((entity) => new Array<string>(8).fill(`entity-specific:${entity}`)),
];
const histories = [4, 5];
const topic = 6;
const target = 1;

const features: readonly RoledFeature[] = roles.map((role, index) => ({
  name: `f${index}`,
  role,
  embedding: size,
  sequence: histories.includes(index),
  maxLength: histories.includes(index) ? longest : null,
  ...(histories.includes(index) && { vocabularyOf: topic }),
}));
/** What rows of the target have. */
const ownPlaces = roles.flatMap((role, f) => (role === "entity-specific:post" ? [] : [f]));

/** MEM, and a TEM that reads it, each with a trainer. */
export interface MktTrainers {
  readonly mem: Trainer;
  readonly tem: Trainer;
}

/** Trainers of the sizes of the published base network for a log of two entities. @param values vocabulary of the users' ids */
export async function mktTrainers(device: Device, values: number, batchSize: number): Promise<MktTrainers> {
  const [mem, tem] = [memDefaults({ hidden }), temDefaults({ hidden })];
  const own = entityFields(ownPlaces.map(ofTarget), entities, tem.sequenceEncoder);
  const all = entityFields(features, entities, mem.sequenceEncoder);
  const fields = { target: entities[target], own, theirs: own, mem: shapeOfFields(all) };
  const trainer = (network: Network, places: readonly number[], more = {}): Promise<Trainer> =>
    Trainer.create(device, {
      network,
      specs: specsOf(places, values),
      frozenRows: places.map(() => -1),
      batchSize,
      learningRate: 0.001,
      embeddingL2: 0,
      dropout: 0,
      seed: 1,
      ...more,
    });
  const trained = await trainer(
    memNetwork(all, mem),
    roles.map((_, f) => f),
  );
  const frozen = trained.parameters;
  const frozenTables = readsOfMem(own, entities[target], { mem, tem }).map((place) => ({
    feature: place,
    table: trained.tables[ownPlaces[place]].view,
  }));
  return { mem: trained, tem: await trainer(temNetwork(fields, { mem, tem }), ownPlaces, { frozen, frozenTables }) };
}

/** Batches for both, of uniform ids, the worst case for caches: a quarter of MEM's rows and all of TEM's are the target's. */
export function mktBatches(
  values: number,
  rows: number,
  count: number,
): Record<keyof MktTrainers, readonly EncodedBatch[]> {
  const rng = createRng(1, "batches");
  const draw = (places: readonly number[], domain: () => number): EncodedBatch => ({
    rows,
    domain: Int32Array.from({ length: rows }, domain),
    label: Int32Array.from({ length: rows }, () => rng.below(2)),
    row: new Float64Array(rows),
    features: places.map((f) => idsOf(rng, rows, f === 0 ? values : smallVocabulary, histories.includes(f))),
  });
  const list = (draws: () => EncodedBatch): EncodedBatch[] => Array.from({ length: count }, draws);
  const everywhere = roles.map((_, f) => f);
  return {
    mem: list(() => draw(everywhere, () => (rng.uniform() < 0.25 ? target : 0))),
    tem: list(() => draw(ownPlaces, () => target)),
  };
}

/** Bytes of a trainer's own tables with Adam's moments. */
export function tableBytes(trainer: Trainer): number {
  const tables = Array.from(trainer.ownTables.values(), ({ spec }) => spec.rows * spec.size);
  return tables.reduce((sum, numbers) => sum + 3 * 4 * numbers, 0);
}

function ofTarget(f: number): RoledFeature {
  const feature = features[f];
  return histories.includes(f) ? { ...feature, vocabularyOf: ownPlaces.indexOf(topic) } : feature;
}

function specsOf(places: readonly number[], values: number): EmbeddingSpec[] {
  return places.map((f) => ({
    size,
    rows: f === 0 ? values : smallVocabulary,
    bucketOfId: null,
    ...(histories.includes(f) && { tableOf: places.indexOf(topic) }),
  }));
}

function idsOf(rng: Rng, rows: number, below: number, sequence: boolean): FeatureIds {
  if (!sequence) return { ids: Int32Array.from({ length: rows }, () => rng.below(below)), offsets: null };
  const offsets = new Int32Array(rows + 1);
  for (let b = 0; b < rows; b++) offsets[b + 1] = offsets[b] + rng.below(longest + 1);
  return { ids: Int32Array.from({ length: offsets[rows] }, () => rng.below(below)), offsets };
}
