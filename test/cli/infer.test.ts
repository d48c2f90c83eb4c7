import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeInferredPipeline } from "../../src/cli/infer.ts";
import { loadConfig } from "../../src/config/load.ts";
import { resolveSources } from "../../src/config/source-files.ts";

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

  it("gives features of columns with names that no feature can have other names", async () => {
    const header = "site,click,logit,logit_,_shelf,shelf,tags,tags:length,:";
    const rows = Array.from({ length: 60 }, (_, i) => [i % 3, i % 2, i / 7, i / 7, i, i, `c1^c${i}`, i / 3, i / 9]);
    writeFileSync("names.csv", [header, ...rows.map((row) => row.join(","))].join("\n"));
    const path = await writeInferredPipeline(["names.csv"], { domain: "site", label: "click" });
    const { config } = await loadConfig(path);
    expect(Object.entries(config.features).map(([name, { column }]) => [name, column])).toEqual([
      ["logit__", "logit"],
      ["logit_", undefined],
      ["shelf_", "_shelf"],
      ["shelf", undefined],
      ["tags", undefined],
      ["tags:length_", "tags:length"],
      ["column", ":"],
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
    ["a pattern", ["logs/*.csv"], "logs"],
    ["what a shell makes of a pattern", ["logs/2023.csv", "logs/2024.csv"], "logs"],
    ["a pattern of folders", ["logs/**/*.csv"], "logs"],
    ["a pattern without a folder", ["*.csv"], "log"],
  ])("names the pipeline of %s", async (_, files, name) => {
    mkdirSync("logs");
    for (const year of [2023, 2024]) writeFileSync(`logs/${year}.csv`, readFileSync("log.csv"));
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
