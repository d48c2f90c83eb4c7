import { describe, expect, it } from "vitest";
import type { EncodedFeature } from "../../src/data/artifacts/encode.ts";
import { extractorInput } from "../../src/ranking/extractor-input.ts";

const encoded = (index: number, name: string, role = "context"): EncodedFeature => ({
  index,
  name,
  kind: "categorical",
  sequence: false,
  role,
  group: "categorical-scalar",
  embedding: 4,
  ids: 5,
  embeddingRows: 5,
  maxLength: null,
  truncatedRows: 0,
  rare: null,
  unknownElements: 0,
  support: null,
});
const choice = (name: string, ds: number | null) => ({
  name,
  group: "categorical-scalar" as const, // widens to string without it
  rank: 1,
  ds,
  noiseFloor: 0,
  why: "",
});

describe("extractorInput", () => {
  const features = [encoded(0, "price", "entity-specific:product"), encoded(1, "hour"), encoded(2, "topic")];
  const selection = { selected: [choice("topic", 0.5)], rejected: [choice("hour", 0.1), choice("price", null)] };

  it.each([
    ["selected", [2]],
    ["last", [1]],
    ["all", [0, 1, 2]],
  ] as const)("takes for %s the positions %j: what one entity alone has is in no ranking", (which, positions) => {
    expect(extractorInput(features, selection, which)).toEqual(positions);
  });

  it("asks for a selection where there is none", () => {
    expect(() => extractorInput(features, { selected: [], rejected: [] }, "selected")).toThrow(
      "the audit selected no feature",
    );
  });
});
