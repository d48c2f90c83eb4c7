import { expect, it } from "vitest";
import { librariesAmong } from "../../src/util/package-info.ts";

it("counts Node among what outputs are made with, and leaves out what they do not show", () => {
  const dependencies = { "@duckdb/node-api": "1.5.6", echarts: "6.1.0", listr2: "9.0.5", zod: "4.6.7" };
  expect(librariesAmong(dependencies)).toEqual({
    node: process.versions.node,
    "@duckdb/node-api": "1.5.6",
    echarts: "6.1.0",
  });
});
