import { retrievalSchema } from "../../src/config/retrieval-schema.ts";
import { expect, it } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { reportedConfig } from "../../src/report/reported-config.ts";

const config = configSchema.parse({
  name: "t",
  dataset: {
    files: ["logs/*.csv", "/home/someone/day-*.csv"],
    joins: [{ files: ["/mnt/shops.csv"], on: { shop: "id" }, take: { size: "size" } }],
  },
  domain: "d",
  label: "y",
  features: { x: { kind: "categorical" } },
  gates: { "rejects.maxShare": 0 },
});

it("leaves out what does not change the results", () => {
  const reported = reportedConfig(config);
  expect(reported).not.toHaveProperty("resources");
  expect(reported).not.toHaveProperty("gates");
});

it("shows absolute paths by their last part", () => {
  const { dataset } = reportedConfig(config);
  expect(dataset.files).toEqual(["logs/*.csv", "day-*.csv"]);
  expect(dataset.joins[0].files).toEqual(["shops.csv"]);
});

it("shows the files that retrieval is evaluated on the same way", () => {
  const evaluate = [{ domain: "a", candidates: "/runs/lists.tsv.gz", positives: "held-out.tsv" }];
  const retrieval = retrievalSchema.parse({ user: "u", item: "i", evaluate });
  const shown = [{ domain: "a", candidates: "lists.tsv.gz", positives: "held-out.tsv" }];
  expect(reportedConfig({ ...config, retrieval }).retrieval?.evaluate).toEqual(shown);
});

it("shows the files of each split the same way", () => {
  const split = { by: "files" as const, train: ["/a/1.csv"], valid: ["2.csv"], test: ["/a/b/3.csv"] };
  expect(reportedConfig({ ...config, split }).split).toEqual({
    by: "files",
    train: ["1.csv"],
    valid: ["2.csv"],
    test: ["3.csv"],
  });
});
