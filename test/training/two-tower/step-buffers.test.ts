import { describe, expect, it } from "vitest";
import { baselineDefaults } from "../../../src/models/two-tower/baseline-options.ts";
import { baselineTowers } from "../../../src/models/two-tower/baseline-towers.ts";
import { NegativeSource } from "../../../src/training/two-tower/negatives.ts";
import { StepBuffers } from "../../../src/training/two-tower/step-buffers.ts";
import { TowerEmbeddings } from "../../../src/training/two-tower/tower-embeddings.ts";
import type { TowerField, TowerFields } from "../../../src/training/two-tower/tower-fields.ts";
import type { TrainingPairs } from "../../../src/training/two-tower/training-pairs.ts";
import { createRng } from "../../../src/util/rng.ts";

/** Four users, five items; no item but number 0, whom no log has, is in the first bucket of prices, which nothing freezes. */
const fields: TowerFields = {
  tables: [
    { name: "user", spec: { size: 2, rows: 4, bucketOfId: null }, frozenRow: 0 },
    { name: "item", spec: { size: 2, rows: 5, bucketOfId: null }, frozenRow: 0 },
    { name: "price", spec: { size: 2, rows: 3, bucketOfId: null }, frozenRow: -1 },
  ],
  user: [scalar("user", 0, [0, 1, 2, 3])],
  item: [scalar("item", 1, [0, 1, 2, 3, 4]), scalar("price", 2, [0, 1, 1, 2, 2])],
};

function scalar(name: string, table: number, ids: readonly number[]): TowerField {
  return { name, table, ids: { ids: Int32Array.from(ids), offsets: null, stride: 0 }, power: 1, withoutOther: false };
}

function pairsOf(numbers: readonly number[]): TrainingPairs {
  const all = Int32Array.from(numbers);
  return { count: all.length, users: all, items: all, domains: new Int32Array(all.length) };
}

/** Buckets of prices after a step without a gradient, which pulls the rows of its batch to zero, and their start. */
function prices(batchSize: number, shared: boolean): { start: Float32Array; after: Float32Array } {
  const negatives = { kind: "popularity", count: 2, power: 1, shared } as const;
  const embeddings = new TowerEmbeddings(fields, { seed: 1, domains: 1, ownTables: false });
  const source = new NegativeSource(pairsOf([1, 2, 3]), negatives, { items: 5, domains: 1 });
  const shape = { fields: { user: 1, item: 2 }, embeddingSize: 2, domains: 1 };
  const towers = baselineTowers("dnn", shape, { ...baselineDefaults, hidden: [4], output: 3 });
  const buffers = new StepBuffers(towers, { batchSize, negatives, dropout: 0 });
  const rngs = { draw: createRng(1, "draw"), dropout: createRng(1, "dropout") };
  const { items } = buffers.fill(pairsOf([1]), source, rngs, embeddings);
  const { values } = embeddings.tables[2];
  const start = values.slice();
  embeddings.begin();
  embeddings.add("item", items, new Float32Array(items.count * 4));
  embeddings.apply({ rate: 0.01, l2: 0.001 });
  return { start, after: values };
}

describe("what a step reads of a batch", () => {
  it.each([true, false])("has nothing of its padding: shared negatives %s", (shared) => {
    const { start, after } = prices(4, shared);
    expect(after.slice(0, 6)).toEqual(start.slice(0, 6));
    expect(after.slice(6, 12)).not.toEqual(start.slice(6, 12));
  });
});
