import { describe, expect, it } from "vitest";
import { suggestFeatures } from "../../../src/data/infer/suggest-features.ts";
import type { ColumnFacts } from "../../../src/data/infer/sniff-file.ts";

function facts(name: string, type: string, more: Partial<ColumnFacts> = {}): ColumnFacts {
  const delimiterShares = { "^": 0, "|": 0, ";": 0, ",": 0 };
  return {
    name,
    type,
    rows: 1000,
    present: 1000,
    blanks: 0,
    distinct: 500,
    least: "a",
    greatest: "z",
    label: { distinct: 500, plain: false, greatest: "z" },
    meanLength: 5,
    delimiterShares,
    ...more,
  };
}

describe("suggestFeatures", () => {
  it.each([
    ["text", facts("city", "VARCHAR"), { kind: "categorical", role: "context" }],
    ["a number with a fraction", facts("price", "DOUBLE"), { kind: "numerical", role: "context" }],
    ["a whole number with many values", facts("age", "BIGINT"), { kind: "numerical", role: "context" }],
    [
      "a whole number with few values",
      facts("month", "BIGINT", { distinct: 12 }),
      { kind: "categorical", role: "context" },
    ],
    ["a whole number named like a code", facts("user_id", "BIGINT"), { kind: "categorical", role: "user" }],
    ["a truth value", facts("is_new", "BOOLEAN", { distinct: 2 }), { kind: "categorical", role: "context" }],
    ["a list of ids", facts("item_ids", "BIGINT[]"), { kind: "categorical", role: "item", sequence: "list" }],
    ["a list of measures", facts("bids", "DOUBLE[]"), { kind: "numerical", role: "context", sequence: "list" }],
    [
      "delimited text",
      facts("history", "VARCHAR", { delimiterShares: { "^": 0.8, "|": 0, ";": 0, ",": 0 } }),
      { kind: "categorical", role: "context", sequence: { delimiter: "^" } },
    ],
  ])("reads %s by its kind", (_, column, feature) => {
    expect(suggestFeatures(column)).toMatchObject([{ name: column.name, feature }]);
  });

  it.each([
    ["a constant", facts("c", "VARCHAR", { distinct: 1 })],
    ["free text", facts("title", "VARCHAR", { distinct: 990, meanLength: 60 })],
    ["a structure", facts("s", "STRUCT(a BIGINT)")],
  ])("leaves out %s and says why", (_, column) => {
    expect(suggestFeatures(column)).toMatchObject([{ feature: null, why: expect.stringMatching(/./) }]);
  });

  it("turns a timestamp into its hour and weekday, with the type that the expressions need", () => {
    const column = { name: "ts", type: "timestamp" };
    expect(suggestFeatures(facts("ts", "TIMESTAMP"))).toMatchObject([
      { name: "ts_hour", feature: { sql: 'hour("ts")' }, column },
      { name: "ts_weekday", feature: { sql: 'dayofweek("ts")' }, column },
    ]);
  });
});
