import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameFeatures } from "../../../src/data/infer/name-features.ts";
import type { FeatureSuggestion } from "../../../src/data/infer/suggest-features.ts";

const ofColumn = (name: string): FeatureSuggestion => ({ name, feature: { kind: "categorical" }, why: "seen" });
const made = (name: string): FeatureSuggestion => ({ name, feature: { kind: "categorical", sql: "1" }, why: "seen" });

/** Names with their sources. */
function named(...suggestions: readonly FeatureSuggestion[]): (string | undefined)[][] {
  return nameFeatures(suggestions).map(({ name, feature }) => [name, feature?.sql ?? feature?.column]);
}

describe("names of features", () => {
  it.each([
    ["_id", "id"],
    ["__v", "v"],
    ["_", "column"],
    [":domain", "domain"],
    ["logit", "logit_value"],
    ["_probability", "probability_value"],
    ["Vector", "Vector_value"],
    ["tags:length", "tags:length_value"],
  ])("are others than %s, whose column stays the source", (column, name) => {
    expect(named(ofColumn(column))).toEqual([[name, column]]);
  });

  it("are those of the columns where these are free, and what is made of a column gets a number", () => {
    expect(named(made("ts_hour"), ofColumn("_ts_hour"), ofColumn("ts_hour"), ofColumn("TS_HOUR"))).toEqual([
      ["ts_hour_3", "1"],
      ["ts_hour_4", "_ts_hour"],
      ["ts_hour", undefined],
      ["TS_HOUR_2", "TS_HOUR"],
    ]);
  });

  it("may be taken by columns that are left out", () => {
    const leftOut = { name: "id", feature: null, why: "constant in the sample" };
    expect(named(leftOut, ofColumn("_id"))).toEqual([
      ["id", undefined],
      ["id", "_id"],
    ]);
  });

  it("are allowed and differ by more than case, with the sources that they had", () => {
    const part = fc.constantFrom("_", ":", "a", "A", "2", "_2", "logit", "vector", ":length");
    const columns = fc.uniqueArray(fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("")));
    fc.assert(
      fc.property(columns, (all) => {
        const features = nameFeatures(all.map(ofColumn));
        const names = features.map(({ name }) => name.toLowerCase());
        const wrong = names.filter((name) => /^([_:].*|logit|vector|.*:length|)$/.test(name));
        const sources = features.map(({ name, feature }) => feature?.column ?? name);
        expect([new Set(names).size, wrong, sources]).toEqual([all.length, [], all]);
      }),
    );
  });
});
