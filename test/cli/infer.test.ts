import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeInferredPipeline } from "../../src/cli/infer.ts";
import { loadConfig } from "../../src/config/load.ts";
import { resolveSources } from "../../src/config/source-files.ts";
import { ingestStage } from "../../src/stages/ingest.ts";
import { query } from "../support/audited-log.ts";
import { runStage, sourceFiles } from "../support/run-stage.ts";
import { hostileNames, longName } from "../security/hostile-names.ts";

const before = process.cwd();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "domainlens-init-"));
  process.chdir(folder);
  const rows = Array.from(
    { length: 50 },
    (_, i) => `${i % 2 === 0 ? "feed" : "search"};${i % 3 === 0 ? 1 : 0};u${i};${i / 7};c1^c${i}`,
  );
  writeFileSync("log.csv", ["site;click;user_id;price;history", ...rows].join("\n"));
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

/** The features of a pipeline with their sources: columns or expressions. */
async function sourcesOf(path: string): Promise<(string | undefined)[][]> {
  const { config } = await loadConfig(path);
  return Object.entries(config.features).map(([name, { column, sql }]) => [name, sql ?? column]);
}

/** The first row of a file as a pipeline reads it. */
async function firstRow(path: string, file: string): Promise<Record<string, unknown>> {
  const { config } = await loadConfig(path);
  const rows = await runStage(ingestStage, { run: folder, config, files: sourceFiles([join(folder, file)]) });
  return (await query(`SELECT * FROM read_parquet('${rows}/rows/*.parquet') WHERE _row = 0`))[0];
}

describe("writeInferredPipeline", () => {
  it("writes a pipeline that loads, finds its files and has a feature for each column", async () => {
    const path = await writeInferredPipeline(["log.csv"], { domain: "site", label: "click" });
    const { config, folder: base } = await loadConfig(path);
    expect(config).toMatchObject({
      name: "log",
      domain: "site",
      label: "click",
      user: "user_id",
      dataset: { csv: { delimiter: ";" } },
      features: {
        user_id: { kind: "categorical", role: "user" },
        price: { kind: "numerical" },
        history: { kind: "categorical", sequence: { delimiter: "^" } },
      },
    });
    expect(resolveSources(config, base).map(({ name }) => name)).toEqual(["../log.csv"]);
  });

  it("writes a pipeline of the files of each entity, with the features that it alone has", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => [i % 2, `u${i % 20}`, i % 7, i / 7, i]);
    writeFileSync("posts.csv", ["click,user_id,hour,words,size", ...rows.map(String)].join("\n"));
    const lines = rows.map(([y, user, hour, price, size]) => ({ click: y, user_id: user, hour, price, size }));
    writeFileSync("products.jsonl", lines.map((line) => JSON.stringify(line)).join("\n"));
    writeFileSync("ads.csv", ["click,user_id,hour,bid", ...rows.map((row) => row.slice(0, 4).join(","))].join("\n"));
    const sets = ["post=posts.csv", "product=products.jsonl", "ad=ads.csv"];
    const path = await writeInferredPipeline(sets, { label: "click", name: "feed" });
    const { config, folder: base } = await loadConfig(path);
    expect(config).toMatchObject({ domain: "entity", label: "click", user: "user_id" });
    expect(Object.entries(config.features).map(([name, { role, column }]) => [name, role, column])).toEqual([
      ["user_id", "user", undefined],
      ["hour", "context", undefined],
      ["words", "entity-specific:post", undefined],
      ["post_size", "entity-specific:post", "size"],
      ["price", "entity-specific:product", undefined],
      ["product_size", "entity-specific:product", "size"],
      ["bid", "entity-specific:ad", undefined],
    ]);
    expect(resolveSources(config, base).map(({ name, use }) => [name, use])).toEqual([
      ["../posts.csv", "dataset:post"],
      ["../products.jsonl", "dataset:product"],
      ["../ads.csv", "dataset:ad"],
    ]);
  });

  it("gives columns whose names a feature may not have another one, and reads them", async () => {
    const header = "site,click,_id,_c0,ts,ts_hour,logit,Probability";
    const rows = Array.from({ length: 60 }, (_, i) => {
      const time = `2024-01-0${1 + (i % 7)} ${10 + (i % 9)}:00:00`;
      return [i % 2, i % 3 === 0 ? 1 : 0, `m${i}`, `c${i % 5}`, time, `h${i % 4}`, i / 7, i / 9].join(",");
    });
    writeFileSync("named.csv", [header, ...rows].join("\n"));
    const path = await writeInferredPipeline(["named.csv"], { domain: "site", label: "click" });
    expect(await sourcesOf(path)).toEqual([
      ["id", "_id"],
      ["c0", "_c0"],
      ["ts_hour_2", 'hour("ts")'],
      ["ts_weekday", 'dayofweek("ts")'],
      ["ts_hour", undefined],
      ["logit_value", "logit"],
      ["Probability_value", "Probability"],
    ]);
    const own = { id: "m0", c0: "c0", ts_hour: "h0", ts_hour_2: "10", ts_weekday: "1" };
    expect(await firstRow(path, "named.csv")).toMatchObject({ ...own, logit_value: 0, Probability_value: 0 });
  });

  it("tells features of entities apart whose names differ in case, or are those of other columns", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => [i % 2, i, i / 7, i % 11]);
    writeFileSync("posts.csv", ["click,size,Length", ...rows.map((row) => row.slice(0, 3).join(","))].join("\n"));
    writeFileSync("products.csv", ["click,size,length,post_size", ...rows.map(String)].join("\n"));
    writeFileSync("ads.csv", ["click,bid", ...rows.map((row) => row.slice(0, 2).join(","))].join("\n"));
    const sets = ["post=posts.csv", "product=products.csv", "ad=ads.csv"];
    expect(await sourcesOf(await writeInferredPipeline(sets, { label: "click" }))).toEqual([
      ["post_size_2", "size"],
      ["Length", undefined],
      ["product_size", "size"],
      ["length_2", "length"],
      ["post_size", undefined],
      ["bid", undefined],
    ]);
  });

  it("writes a pipeline that loads for columns of any name", async () => {
    const names = hostileNames.filter((name) => name !== longName);
    const rows = Array.from({ length: 60 }, (_, i) => {
      const columns = names.map((name, n) => [name, `v${(i + n) % 7}`]);
      return JSON.stringify({
        site: i % 2,
        click: i % 3 === 0 ? 1 : 0,
        "a\nday": `2024-01-1${i % 10}`,
        ...Object.fromEntries(columns),
      });
    });
    writeFileSync("hostile.jsonl", rows.join("\n"));
    const path = await writeInferredPipeline(["hostile.jsonl"], { domain: "site", label: "click" });
    expect(await sourcesOf(path)).toEqual([
      ["a\nday_weekday", 'dayofweek("a\nday")'],
      ...names.map((name) => [name, undefined]),
    ]);
  });

  it("takes an = in a path of files that are there for a part of the path", async () => {
    mkdirSync("year=2024");
    writeFileSync("year=2024/log.csv", readFileSync("log.csv"));
    const path = await writeInferredPipeline(["year=*/log.csv"], { domain: "site", label: "click" });
    const { config } = await loadConfig(path);
    expect(config.dataset.files).toEqual(["../year=*/log.csv"]);
  });

  it.each([
    ["files with and without an entity", ["post=log.csv", "more.csv"], { label: "click" }, /given with their entity/],
    ["a domain beside entities", ["a=log.csv", "b=log.csv"], { label: "click", domain: "site" }, /have the entity/],
    ["files of one log without a domain", ["log.csv"], { label: "click" }, /--domain is needed/],
  ])("refuses %s", async (_, files, options, message) => {
    await expect(writeInferredPipeline(files, options)).rejects.toThrow(message);
  });

  it("finds the delimiter in spite of broken lines", async () => {
    const text = readFileSync("log.csv", "utf8");
    writeFileSync(
      "broken.csv",
      `${text}\nfeed;1;u1\n\nfeed;0;u2;1.5;c1;one too many\n${text.split("\n").slice(1).join("\n")}`,
    );
    const path = await writeInferredPipeline(["broken.csv"], { domain: "site", label: "click" });
    const { config } = await loadConfig(path);
    expect(config.dataset.csv).toMatchObject({ delimiter: ";", quote: '"' });
    expect(Object.keys(config.features)).toEqual(["user_id", "price", "history"]);
  });

  it("does not overwrite a pipeline unless told to", async () => {
    await writeInferredPipeline(["log.csv"], { domain: "site", label: "click" });
    writeFileSync("pipelines/log.yaml", "mine");
    await expect(writeInferredPipeline(["log.csv"], { domain: "site", label: "click" })).rejects.toMatchObject({
      exitCode: 2,
    });
    expect(readFileSync("pipelines/log.yaml", "utf8")).toBe("mine");
  });

  it("takes the pipeline that is there where asked again for the same, and no other", async () => {
    const options = { domain: "site", label: "click" };
    const path = await writeInferredPipeline(["log.csv"], { ...options, again: true });
    expect(await writeInferredPipeline(["log.csv"], { ...options, again: true })).toBe(path);
    writeFileSync(path, `${readFileSync(path, "utf8")}# reviewed\n`);
    await expect(writeInferredPipeline(["log.csv"], { ...options, again: true })).rejects.toMatchObject({
      exitCode: 2,
      details: { remedy: expect.stringContaining("domainlens audit pipelines/log.yaml") },
    });
    expect(readFileSync(path, "utf8")).toContain("# reviewed");
  });

  it.each([
    ["one file", ["logs/2024.csv"], "2024"],
    ["a file with brackets in its name", ["logs/2024[1].csv"], "2024-1"],
    ["a pattern", ["logs/*.csv"], "logs"],
    ["what a shell makes of a pattern", ["logs/2023.csv", "logs/2024.csv"], "logs"],
    ["a pattern of folders", ["logs/**/*.csv"], "logs"],
    ["a pattern without a folder", ["*.csv"], "log"],
  ])("names the pipeline of %s", async (_, files, name) => {
    mkdirSync("logs");
    for (const year of ["2023", "2024", "2024[1]"]) writeFileSync(`logs/${year}.csv`, readFileSync("log.csv"));
    expect(await writeInferredPipeline(files, { domain: "site", label: "click" })).toBe(
      join("pipelines", `${name}.yaml`),
    );
  });

  it.each([
    ["a misspelt domain", { domain: "sitte", label: "click" }, "did you mean site?"],
    ["a label with many values", { domain: "site", label: "price" }, "derive a binary label"],
  ])("refuses %s", async (_, options, remedy) => {
    await expect(writeInferredPipeline(["log.csv"], options)).rejects.toMatchObject({
      details: { remedy: expect.stringContaining(remedy) },
    });
  });

  it("names the column of a domain with a single value", async () => {
    writeFileSync("one.csv", "site,click,a\nx,0,1\nx,1,2\n");
    await expect(writeInferredPipeline(["one.csv"], { domain: "site", label: "click" })).rejects.toThrow(
      /site has a single value/,
    );
  });
});
