import { adiDefaults } from "../../src/models/adi/adi-options.ts";
import { adiTowers } from "../../src/models/two-tower/adi-towers.ts";
import type { EncodedFeature } from "../../src/data/artifacts/encode.ts";
import type { EntityIds } from "../../src/data/retrieval/entity-features.ts";
import type { Interactions } from "../../src/retrieval/types.ts";
import { retrievalFields } from "../../src/training/two-tower/retrieval-fields.ts";
import type { TowerFields } from "../../src/training/two-tower/tower-fields.ts";
import { pairsAt, type TrainingPairs } from "../../src/training/two-tower/training-pairs.ts";
import {
  compileTowers,
  type TwoTowerOptions,
  TwoTowerTrainer,
} from "../../src/training/two-tower/two-tower-trainer.ts";
import { createRng } from "../../src/util/rng.ts";
import { testDevice } from "./run-both.ts";

/**
 * Sixty users and forty items in two groups, even and odd, and two domains: nine times in ten a user chooses an item of the own group. Ids
 * 0 … 2 are reserved.
 */
export function tasteLog(rows = 600): Interactions {
  const rng = createRng(5, "tastes");
  const [users, items, domains] = [0, 1, 2].map(() => new Int32Array(rows));
  for (let n = 0; n < rows; n++) {
    users[n] = 3 + rng.below(60);
    domains[n] = rng.below(2);
    const group = (users[n] + (rng.uniform() < 0.1 ? 1 : 0)) % 2;
    items[n] = 3 + 2 * rng.below(20) + ((1 + group) % 2);
  }
  return { users, items, domains, userCount: 63, itemCount: 43, domainCount: 2 };
}

/** All rows of a log. */
export function allPairs(log: Interactions): TrainingPairs {
  return pairsAt(log, Int32Array.from(log.users.keys()));
}

/** The features of such a log, the item with some properties of its own. */
export function tasteFeatures(log: Interactions, ofItem: Partial<EncodedFeature> = {}): EncodedFeature[] {
  const feature = (index: number, name: string, count: number): EncodedFeature => ({
    index,
    name,
    kind: "categorical",
    sequence: false,
    role: name,
    group: "categorical-scalar",
    embedding: 4,
    ids: count,
    embeddingRows: count,
    maxLength: null,
    truncatedRows: 0,
    rare: null,
    unknownElements: 0,
    support: null,
  });
  return [feature(0, "user", log.userCount), { ...feature(1, "item", log.itemCount), ...ofItem }];
}

/** What the towers read of such a log: ids, the history of users and the statistics of items. */
export function tasteFields(log: Interactions, pairs: TrainingPairs): TowerFields {
  const ids = (count: number): EntityIds => ({
    ids: Int32Array.from({ length: count }, (_, n) => n),
    offsets: null,
    stride: 0,
  });
  const encode = {
    domains: ["a", "b"],
    splits: { train: pairs.count, valid: 0, test: 0 },
    features: tasteFeatures(log),
  };
  const source = {
    encode,
    buckets: [null, null],
    user: 0,
    item: 1,
    users: { features: [0], ids: [ids(log.userCount)] },
    items: { features: [1], ids: [ids(log.itemCount)] },
  };
  const settings = {
    embedding: 4,
    userId: true,
    history: { power: 1 },
    audience: null,
    statistics: true,
    start: "random" as const,
  };
  return retrievalFields(source, settings, pairs, 1);
}

/** A small ADI over them, at its start. */
export async function tasteTrainer(
  log: Interactions,
  pairs: TrainingPairs,
  more: Partial<TwoTowerOptions> = {},
): Promise<TwoTowerTrainer> {
  const fields = tasteFields(log, pairs);
  const shape = { fields: { user: fields.user.length, item: fields.item.length }, embeddingSize: 4, domains: 2 };
  const towers = adiTowers(shape, { ...adiDefaults, hidden: [8], forward: [4], domainEmbeddingSize: 2 });
  const options: TwoTowerOptions = {
    towers,
    batchSize: 64,
    negatives: { kind: "inBatch" },
    dropout: 0.1,
    learningRate: 0.02,
    embeddingRate: 1,
    embeddingL2: 0,
    ...more,
  };
  return new TwoTowerTrainer(await compileTowers(await testDevice("cpu"), options), fields, options, 1);
}
