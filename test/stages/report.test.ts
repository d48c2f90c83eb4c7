import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import { stageFolders } from "../../src/data/artifacts/layout.ts";
import { resultsSchema } from "../../src/report/results.ts";
import { reportStage } from "../../src/stages/report.ts";
import { resultsInput } from "../support/results-input.ts";
import { runStage, temporaryFolder } from "../support/run-stage.ts";

const config: ConfigInput = {
  name: "small",
  dataset: { files: ["/secret/log.csv"] },
  domain: "d",
  label: "y",
  features: { age: { kind: "categorical" }, site: { kind: "categorical" }, price: { kind: "numerical" } },
  gates: { "rejects.maxShare": 0.1 },
};

/** A run whose artifacts are those of `resultsInput`, on a device with `threads` threads. */
function writeRun(threads: number): string {
  const { ingest, profile, encode, model, attribute, rank, selection } = resultsInput();
  const device = { name: "cpu", reason: `${threads} threads` };
  const run = temporaryFolder();
  const artifacts = [
    ["ingest", "ingest.json", ingest],
    ["profile", "profile.json", profile],
    ["encode", "encode.json", encode],
    ["train-base", "model.json", { ...model, device }],
    ["attribute", "attribute.json", { ...attribute, device }],
    ["rank", "rank.json", rank],
    ["select", "selection.json", selection],
  ] as const;
  for (const [stage, file, content] of artifacts) {
    mkdirSync(join(run, stageFolders[stage]));
    writeFileSync(join(run, stageFolders[stage], file), JSON.stringify(content));
  }
  return run;
}

function filesOf(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]));
}

let files: Record<string, string>;
beforeAll(async () => {
  files = filesOf(await runStage(reportStage, { run: writeRun(1), config, threads: 1 }));
});

it("writes results.json by its schema, and the report beside it", () => {
  const results: unknown = JSON.parse(files["results.json"]);
  expect(resultsSchema.parse(results)).toEqual(results);
  expect(files["results.json"].endsWith("\n}\n")).toBe(true);
  expect(Object.keys(files)).toEqual(expect.arrayContaining(["report.md", "report.html"]));
});

it("names the versions that computed the results", () => {
  const { versions } = resultsSchema.parse(JSON.parse(files["results.json"]));
  expect(Object.keys(versions)).toEqual([
    "domainlens",
    "node",
    "@duckdb/node-api",
    "onnxruntime-node",
    "@tensorflow/tfjs",
    "echarts",
  ]);
});

it("shows neither paths of this machine nor gates", () => {
  const all = Object.values(files).join("\n");
  expect(all).toContain("log.csv");
  expect(all).not.toContain("/secret");
  expect(files["results.json"]).not.toContain("gates");
});

it("writes the same bytes whatever the threads", async () => {
  expect(filesOf(await runStage(reportStage, { run: writeRun(2), config, threads: 2 }))).toEqual(files);
});
