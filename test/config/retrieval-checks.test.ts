import { describe, expect, it } from "vitest";
import { configSchema, type ConfigInput } from "../../src/config/schema.ts";
import { retrievalChecks } from "../../src/config/retrieval-checks.ts";

const features: ConfigInput["features"] = {
  user_id: { kind: "categorical" },
  item_id: { kind: "categorical" },
  price: { kind: "numerical" },
  history: { kind: "categorical", sequence: "list" },
};
const evaluate = [{ domain: "a", positives: "a.tsv" }];

function problemsOf(retrieval: ConfigInput["retrieval"]) {
  const config = { name: "t", dataset: { files: ["x.csv"] }, domain: "d", label: "y", features, retrieval };
  return retrievalChecks(configSchema.parse(config)).map(({ path, what }) => `${path.join(".")} ${what}`);
}

describe("retrievalChecks", () => {
  it("has nothing to say of a pipeline without retrieval", () => expect(problemsOf(undefined)).toEqual([]));

  it("accepts ids that are categorical features", () =>
    expect(problemsOf({ user: "user_id", item: "item_id", evaluate })).toEqual([]));

  it.each([
    ["an unknown feature", { user: "user_idd" }, "retrieval.user is not a feature"],
    ["a number", { item: "price" }, "retrieval.item is not an id: a number or a sequence"],
    ["a sequence", { item: "history" }, "retrieval.item is not an id: a number or a sequence"],
    [
      "a domain given twice",
      { evaluate: [...evaluate, ...evaluate] },
      "retrieval.evaluate.1.domain is evaluated twice",
    ],
    [
      "a layer for each of the networks that one fusion makes one of",
      { options: { adi: { fusion: "netmul", adaptationPlacement: "network" } as const } },
      "retrieval.options.adi.adaptationPlacement has no place: netmul has no separate networks",
    ],
    [
      "a domain without candidates where the corpus is not searched",
      { corpus: false, evaluate: [{ domain: "b", candidates: "b.tsv", positives: "b.csv" }, ...evaluate] },
      "retrieval.evaluate.1 is evaluated on nothing: it has no candidate lists, and retrieval.corpus is false",
    ],
  ])("refuses %s", (_, changed, problem) =>
    expect(problemsOf({ user: "user_id", item: "item_id", evaluate, ...changed })).toEqual([problem]),
  );
});
