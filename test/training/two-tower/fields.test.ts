import { describe, expect, it } from "vitest";
import { TowerEmbeddings } from "../../../src/training/two-tower/tower-embeddings.ts";
import { forEachId, nobody } from "../../../src/training/two-tower/pooled-ids.ts";
import type { TowerField, TowerFields } from "../../../src/training/two-tower/tower-fields.ts";

/** User 0 chose items 3, 4 and 5; user 1 none; user 2 item 4. */
const history: TowerField = {
  name: "history",
  table: 0,
  ids: { ids: Int32Array.of(3, 4, 5, 4), offsets: Int32Array.of(0, 3, 3, 4), stride: 0 },
  power: 1,
  withoutOther: true,
};
const item: TowerField = {
  name: "item",
  table: 0,
  ids: { ids: Int32Array.of(0, 1, 2, 3, 4, 5), offsets: null, stride: 0 },
  power: 1,
  withoutOther: false,
};

function visited(field: TowerField, entity: number, other: number): [number, number][] {
  const found: [number, number][] = [];
  forEachId(field, entity, other, (id, share) => found.push([id, share]));
  return found;
}

describe("the history of a user", () => {
  it("is the mean of the items but the row's own", () => {
    expect(visited(history, 0, 4)).toEqual([
      [3, 1 / 2],
      [5, 1 / 2],
    ]);
  });

  it("is whole in serving", () => {
    expect(visited(history, 0, nobody).map(([id]) => id)).toEqual([3, 4, 5]);
  });

  it("is divided by a power of its length", () => {
    const [[, share]] = visited({ ...history, power: 0.5 }, 0, nobody);
    expect(share).toBeCloseTo(1 / Math.sqrt(3), 12);
  });

  it("is empty without an item, or with the row's own alone", () => {
    expect([visited(history, 1, nobody), visited(history, 2, 4)]).toEqual([[], []]);
  });
});

const spec = { size: 2, rows: 6, bucketOfId: null };
const fields: TowerFields = { tables: [{ name: "item", spec, frozenRow: 0 }], user: [history], item: [item] };
const entities = (numbers: number[], domains: number[], others: number[] | null) => ({
  count: numbers.length,
  numbers: Int32Array.from(numbers),
  domains: Int32Array.from(domains),
  others: others === null ? null : Int32Array.from(others),
});

describe("embeddings of two towers", () => {
  it("pool the rows of the table that both towers read", () => {
    const embeddings = new TowerEmbeddings(fields, { seed: 1, domains: 2, ownTables: false });
    const [items, users] = [new Float32Array(4), new Float32Array(4)];
    embeddings.gather("item", entities([3, 5], [0, 1], null), items);
    embeddings.gather("user", entities([0, 1], [0, 0], [4, nobody]), users);
    const mean = [0, 1].map((e) => Math.fround(items[e] / 2 + items[2 + e] / 2));
    expect([...users]).toEqual([...mean, 0, 0]);
  });

  it("sum the gradients of both towers before one step of Adam", () => {
    const embeddings = new TowerEmbeddings(fields, { seed: 1, domains: 2, ownTables: false });
    const before = embeddings.tables[0].weights();
    embeddings.begin();
    // Item 3 gets +1 from the item tower and -2 · ½ from the history: nothing in all. Item 5 gets -1.
    embeddings.add("item", entities([3], [0], null), Float32Array.of(1, 1));
    embeddings.add("user", entities([0], [0], [4]), Float32Array.of(-2, -2));
    embeddings.apply({ rate: 0.1, l2: 0 });
    const moved = embeddings.tables[0].weights().map((value, i) => value - before[i]);
    expect([...moved.subarray(0, 10)]).toEqual(new Array(10).fill(0));
    expect(moved[10]).toBeGreaterThan(0);
  });

  it("are each domain's own where they are asked to be", () => {
    const embeddings = new TowerEmbeddings(fields, { seed: 1, domains: 2, ownTables: true });
    expect(embeddings.tables[0].spec.rows).toBe(12);
    const x = new Float32Array(4);
    embeddings.gather("item", entities([3, 3], [0, 1], null), x);
    expect([...x]).toEqual([...embeddings.tables[0].weights()].filter((_, i) => [6, 7, 18, 19].includes(i)));
  });

  it("have no embedding of the unknown value in any domain's own table, and leave the other rows as they are", () => {
    const started = (frozenRow: number): Float32Array => {
      const tables = [{ ...fields.tables[0], frozenRow }];
      return new TowerEmbeddings({ ...fields, tables }, { seed: 1, domains: 2, ownTables: true }).tables[0].weights();
    };
    const [frozen, free] = [started(0), started(-1)];
    expect([...frozen]).toEqual(Array.from(free, (value, i) => ([0, 1, 12, 13].includes(i) ? 0 : value)));
  });

  it("train no unknown value in any domain's own table", () => {
    const embeddings = new TowerEmbeddings(fields, { seed: 1, domains: 2, ownTables: true });
    const before = embeddings.tables[0].weights();
    embeddings.begin();
    embeddings.add("item", entities([0, 0, 3], [0, 1, 1], null), new Float32Array(6).fill(1));
    embeddings.apply({ rate: 0.1, l2: 0.1 });
    const moved = Array.from(embeddings.tables[0].weights(), (value, i) => (value === before[i] ? [] : [i])).flat();
    expect(moved).toEqual([18, 19]);
  });

  it("start at zero for the unknown value where starting values are given", () => {
    const start = (): Float32Array => new Float32Array(12).fill(1);
    const tables = [{ ...fields.tables[0], start }];
    const embeddings = new TowerEmbeddings({ ...fields, tables }, { seed: 1, domains: 2, ownTables: true });
    const ones = new Array<number>(10).fill(1);
    expect([...embeddings.tables[0].weights()]).toEqual([0, 0, ...ones, 0, 0, ...ones]);
  });

  it("read the ids that an entity has in its row's domain", () => {
    // Two entities: ids 1 and 2 in the first domain, 3 and 4 in the second.
    const counted = { ...item, ids: { ids: Int32Array.of(1, 2, 3, 4), offsets: null, stride: 2 } };
    const embeddings = new TowerEmbeddings({ ...fields, item: [counted] }, { seed: 1, domains: 2, ownTables: false });
    const x = new Float32Array(4);
    embeddings.gather("item", entities([1, 1], [0, 1], null), x);
    expect([...x]).toEqual([...embeddings.tables[0].weights()].filter((_, i) => [4, 5, 8, 9].includes(i)));
  });
});
