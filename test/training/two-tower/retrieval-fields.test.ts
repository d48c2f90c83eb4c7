import { expect, it } from "vitest";
import type { EntityIds } from "../../../src/data/retrieval/entity-features.ts";
import { retrievalFields } from "../../../src/training/two-tower/retrieval-fields.ts";
import { allPairs, tasteFeatures, tasteLog } from "../../support/two-tower-sample.ts";

it("a feature that shares the vocabulary of the item reads the item's table", () => {
  const log = tasteLog();
  const [user, item] = tasteFeatures(log);
  const features = [user, item, { ...item, index: 2, name: "seen before", vocabularyOf: 1 }];
  const ids = (count: number): EntityIds => ({ ids: new Int32Array(count), offsets: null, stride: 0 });
  const source = {
    encode: { domains: ["a", "b"], splits: { train: 600, valid: 0, test: 0 }, features },
    buckets: [null, null, null],
    user: 0,
    item: 1,
    users: { features: [0, 2], ids: [ids(log.userCount), ids(log.userCount)] },
    items: { features: [1], ids: [ids(log.itemCount)] },
  };
  const settings = { embedding: 4, userId: true, history: null, audience: null, statistics: false } as const;
  const fields = retrievalFields(source, { ...settings, start: "random" }, allPairs(log), 1);
  const tables = [...fields.user, ...fields.item].map(({ name, table }) => [name, fields.tables[table].name]);
  expect(tables).toEqual([
    ["user", "user"],
    ["seen before", "item"],
    ["item", "item"],
  ]);
});
