import { describe, expect, it } from "vitest";
import { type ConfigInput, configSchema } from "../../src/config/schema.ts";
import { statisticChecks } from "../../src/config/statistic-checks.ts";

const base: ConfigInput["features"] = {
  item_id: { kind: "categorical" },
  price: { kind: "numerical" },
  tags: { kind: "categorical", sequence: "list" },
};

function parse(statistic: unknown, more: object = {}) {
  const features = { ...base, counted: { kind: "numerical", statistic, ...more } };
  return configSchema.safeParse({ name: "t", dataset: { files: ["x.csv"] }, domain: "d", label: "y", features });
}

describe("statisticChecks", () => {
  it("accepts a count of a categorical feature, by domain unless said otherwise", () => {
    const parsed = parse({ of: "item_id", value: "ctr" });
    expect(parsed.data?.features["counted"].statistic).toEqual({ of: "item_id", by: "domain", value: "ctr" });
    expect(parsed.data && statisticChecks(parsed.data)).toEqual([]);
  });

  it.each(["price", "tags", "counted", "item_idd"])("refuses to count %s", (of) => {
    const parsed = parse({ of, value: "clicks" });
    expect(parsed.data && statisticChecks(parsed.data)).toMatchObject([
      { path: ["features", "counted", "statistic", "of"], value: of },
    ]);
  });
});

describe("a statistic in the schema", () => {
  it.each([
    ["a category", { kind: "categorical" }, "a statistic is a number"],
    ["read from a column too", { column: "ctr" }, "a statistic is counted"],
    ["a sequence", { sequence: "list" }, "a statistic is counted"],
  ])("cannot be %s", (_, more, message) =>
    expect(parse({ of: "item_id", value: "ctr" }, more).error?.issues[0].message).toContain(message),
  );
});
