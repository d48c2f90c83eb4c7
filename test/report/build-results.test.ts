import { expect, it } from "vitest";
import { buildResults } from "../../src/report/build-results.ts";
import { resultsSchema } from "../../src/report/results.ts";
import { resultsInput } from "../support/results-input.ts";

it("fulfils the published schema", () => {
  const results = buildResults(resultsInput());
  expect(resultsSchema.parse(results)).toEqual(results);
});

it("lists features by group, then rank", () => {
  expect(buildResults(resultsInput()).ranking.map(({ feature }) => feature)).toEqual(["age", "site", "price"]);
});

it("counts invalid rows, not excluded ones, as rejects", () => {
  expect(buildResults(resultsInput()).rejects).toMatchObject({ rows: 4, share: 0.2 });
});

it("has a reject share of 0 when nothing was read", () => {
  const input = resultsInput();
  const rows = { read: 0, kept: 0, rejected: 0, invalid: 0, excluded: 0 };
  expect(buildResults({ ...input, ingest: { ...input.ingest, rows } }).rejects.share).toBe(0);
});

it("names domains where artifacts count them", () => {
  const { overlap, baseModel, ranking } = buildResults(resultsInput());
  expect(overlap).toEqual({ users: { a: { a: 3, "b.c": 1 }, "b.c": { a: 1, "b.c": 4 } }, items: null });
  expect(baseModel.test.auc).toEqual({ overall: 0.75, byDomain: { a: 0.75, "b.c": null } });
  expect(ranking[0].dependenceByDomain).toEqual({ a: 0.25, "b.c": null });
});

it("says why a metric is missing", () => {
  expect(buildResults(resultsInput()).baseModel.test.reasons).toEqual({ "b.c": "one class" });
});

it("marks the selection and why on every feature", () => {
  const rows = buildResults(resultsInput()).ranking.map(({ feature, selected, why }) => [feature, selected, why]);
  expect(rows).toEqual([
    ["age", true, "rank 1"],
    ["site", false, "below top 1"],
    ["price", true, "rank 1"],
  ]);
});

it("shows a device by its name alone, whatever its threads", () => {
  const results = buildResults(resultsInput());
  expect([results.baseModel.device, results.attribution.device]).toEqual(["cpu", "cpu"]);
  expect(JSON.stringify(results)).not.toContain("threads");
});

it("refuses artifacts of which one lacks a feature", () => {
  const input = resultsInput();
  const selection = { ...input.selection, rejected: [] };
  expect(() => buildResults({ ...input, selection })).toThrow("selection.json lacks a feature");
});
