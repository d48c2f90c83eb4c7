import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeInferredPipeline } from "../../src/cli/infer.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { Config } from "../../src/config/schema.ts";
import { ingestStage } from "../../src/stages/ingest.ts";
import { query } from "../support/audited-log.ts";
import { runStage, sourceFiles } from "../support/run-stage.ts";

const rows = 60;
const before = process.cwd();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "domainlens-init-"));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const twoDigits = (n: number): string => String(n).padStart(2, "0");

function writeCsv(header: string, row: (i: number) => string): string {
  writeFileSync("log.csv", `${header}\n${Array.from({ length: rows }, (_, i) => row(i)).join("\n")}\n`);
  return "log.csv";
}

function writeJson(row: (i: number) => object): string {
  writeFileSync("log.jsonl", Array.from({ length: rows }, (_, i) => `${JSON.stringify(row(i))}\n`).join(""));
  return "log.jsonl";
}

async function writeParquet(select: string): Promise<string> {
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`COPY (SELECT ${select} FROM range(${rows}) AS numbered(i)) TO 'log.parquet'`);
  connection.closeSync();
  return "log.parquet";
}

interface Inferred {
  readonly config: Config;
  /** Kept by ingest. */
  readonly kept: Record<string, unknown>[];
}

/** The pipeline that is inferred from a log, and what ingest keeps of that log. */
async function inferred(file: string, label = "y"): Promise<Inferred> {
  const path = await writeInferredPipeline([file], { domain: "site", label });
  const { config } = await loadConfig(path);
  const ingested = await runStage(ingestStage, { run: folder, config, files: sourceFiles([resolve(file)]) });
  const kept = await query(`SELECT * FROM read_parquet('${ingested}/rows/*.parquet') ORDER BY _row`);
  return { config, kept };
}

const day = (i: number): string => `${twoDigits((i % 12) + 1)}/${twoDigits((i % 28) + 1)}/2024`;
const uuid = (i: number): string => `123e4567-e89b-12d3-a456-42661417${String(i % 20).padStart(4, "0")}`;
const ids = "(9007199254740993 + 2 * i)";
const common = "['a', 'b'][1 + i % 2] AS site, CAST(i % 3 = 0 AS INTEGER) AS y";

describe("the label that init writes", () => {
  it.each([
    ["9 and 10", "9", "10", { column: "y", positive: 10 }],
    ["-1 and 1", "-1", "1", { column: "y", positive: 1 }],
    ["0.00 and 1.00", "0.00", "1.00", "y"],
    ["00 and 01", "00", "01", { column: "y", positive: 1 }],
    ["no and yes", "no", "yes", { column: "y", positive: "yes" }],
    ["N and Y", "N", "Y", { column: "y", positive: "Y" }],
    ["f and t", "f", "t", "y"],
    ["False and True", "False", "True", "y"],
    ["0 and 1 among spaces", " 0", " 1 ", "y"],
  ])("is read from %s", async (_, negative, positive, label) => {
    const file = writeCsv("site,y,x", (i) => `${"ab"[i % 2]},${i % 3 === 0 ? positive : negative},${i}`);
    const { config, kept } = await inferred(file);
    expect(config.label).toEqual(label);
    expect(kept.map((row) => row._label)).toEqual(Array.from({ length: rows }, (_row, i) => (i % 3 === 0 ? 1 : 0)));
  });

  it("is one where texts of one value differ", async () => {
    const file = writeCsv("site,y,x", (i) => `${"ab"[i % 2]},${["1", "0", "1.0", "true"][i % 4]},${i}`);
    const { config, kept } = await inferred(file);
    expect(config.label).toBe("y");
    expect(kept.filter((row) => row._label === 1)).toHaveLength(45);
  });
});

describe("the names that init reads", () => {
  it("are those of ingest, with their spaces", async () => {
    const file = writeCsv("site, y , x", (i) => `${"ab"[i % 2]}, ${i % 3 === 0 ? 1 : 0} , ${i}`);
    const { config, kept } = await inferred(file, " y ");
    expect([config.label, Object.keys(config.features)]).toEqual([" y ", [" x"]]);
    expect(kept).toHaveLength(rows);
    const misnamed = writeInferredPipeline([file], { domain: "site", label: "y", name: "other" });
    await expect(misnamed).rejects.toMatchObject({ details: { remedy: 'did you mean " y "?' } });
  });

  it.each([
    [",site,y,x", /log.csv has a column without a name/],
    ["x,site,y,X", /log.csv names a column twice/],
  ])("are refused as ingest refuses them: %s", async (header, message) => {
    const file = writeCsv(header, (i) => `${i},${"ab"[i % 2]},${i % 3 === 0 ? 1 : 0},${i}`);
    await expect(writeInferredPipeline([file], { domain: "site", label: "y" })).rejects.toThrow(message);
  });

  it("are made up where there is no header, and are as many as the fields", async () => {
    const value = (i: number): string => Array.from({ length: 10 }, (_, f) => i + f).join(",");
    const rowsOfFields = Array.from({ length: rows }, (_, i) => `${i % 2},${i % 3 === 0 ? 1 : 0},${value(i)}\n`);
    writeFileSync("log.csv", rowsOfFields.join(""));
    const path = await writeInferredPipeline(["log.csv"], { domain: "column00", label: "column01" });
    const { config } = await loadConfig(path);
    expect(config.dataset.csv).toMatchObject({
      header: false,
      columns: expect.arrayContaining(["column09", "column11"]),
    });
  });
});

describe("a pipeline that init writes keeps every row of its log", () => {
  it.each([
    ["days with the month first", day],
    ["days with a year of two digits", (i: number) => `${twoDigits((i % 28) + 1)}.12.24`],
    ["times with PM", (i: number) => `${day(i)} 03:15:00 PM`],
    ["times with the name of a zone", (i: number) => `2024-01-${twoDigits((i % 28) + 1)} 03:15:00 UTC`],
    ["times of a day", (i: number) => `03:${twoDigits(i % 50)}:00`],
    ["integers that a double would round", (i: number) => `${9007199254740993n + 2n * BigInt(i)}`],
    ["numbers with one text among them", (i: number) => (i === 40 ? "unknown" : `${i}.5`)],
  ])("of a CSV file with %s, as text", async (_, text) => {
    const { config, kept } = await inferred(
      writeCsv("site,y,x", (i) => `${"ab"[i % 2]},${i % 3 === 0 ? 1 : 0},${text(i)}`),
    );
    expect(config.features).toMatchObject({ x: { kind: "categorical" } });
    expect(config.dataset.columns).toEqual({});
    expect([kept.length, kept[1].x]).toEqual([rows, text(1)]);
  });

  it.each([
    ["days", "day", (i: number) => `2024-01-${twoDigits((i % 28) + 1)}`, { x: "date" }],
    ["times", "time", (i: number) => `2024-01-05T${twoDigits(i % 24)}:15:00.5+02:00`, { x: "timestamp" }],
    ["numbers", "number", (i: number) => `${i / 8}`, {}],
  ])("of a CSV file with %s that it reads as such", async (_, __, text, columns) => {
    const { config, kept } = await inferred(
      writeCsv("site,y,x", (i) => `${"ab"[i % 2]},${i % 3 === 0 ? 1 : 0},${text(i)}`),
    );
    expect(config.dataset.columns).toEqual(columns);
    expect(kept).toHaveLength(rows);
  });

  it("of a CSV file with other line ends and a byte order mark", async () => {
    writeFileSync(
      "log.csv",
      `\uFEFFsite,y,x\r\n${Array.from({ length: rows }, (_, i) => `${"ab"[i % 2]},${i % 2},${i}\r\n`).join("")}`,
    );
    const { config, kept } = await inferred("log.csv");
    expect(config.features).toMatchObject({ x: { kind: "numerical" } });
    expect(kept).toHaveLength(rows);
  });

  it.each([
    ["lists of days", (i: number) => [`2024-01-${twoDigits((i % 28) + 1)}`, "2023-05-01"], { sequence: "list" }],
    [
      "lists of numbers, one beyond those that are exact",
      (i: number) => [i / 8, i === 40 ? 1e17 : 0.5],
      { sequence: "list" },
    ],
    ["UUIDs", uuid, {}],
    ["days with the month first", day, {}],
  ])("of JSON objects with %s", async (_, value, feature) => {
    const { config, kept } = await inferred(
      writeJson((i) => ({ site: "ab"[i % 2], y: i % 3 === 0 ? 1 : 0, x: value(i) })),
    );
    expect(config.features).toMatchObject({ x: { kind: "categorical", ...feature } });
    expect(config.dataset.columns).toEqual({});
    expect(kept).toHaveLength(rows);
  });

  it.each([
    ["UUIDs", `CAST('123e4567-e89b-12d3-a456-42661417' || lpad(CAST(i % 20 AS VARCHAR), 4, '0') AS UUID)`],
    ["lists of days", "[DATE '2024-01-01' + CAST(i AS INTEGER)]"],
    ["integers that a double would round", ids],
    ["times of a day", "TIME '03:00:00' + to_seconds(i % 20)"],
    ["endless times", "CASE WHEN i = 40 THEN 'infinity' ELSE TIMESTAMP '2024-01-01' + to_hours(i) END"],
  ])("of a Parquet file with %s", async (_, value) => {
    const { config, kept } = await inferred(await writeParquet(`${common}, ${value} AS x`));
    expect(config.features).toMatchObject({ x: { kind: "categorical" } });
    expect(kept).toHaveLength(rows);
  });

  it("with quoted empty fields, which are null where the others are numbers", async () => {
    const file = writeCsv('"site","y","x","code","day"', (i) => {
      const isEmpty = i % 4 === 0;
      const fields = [
        "ab"[i % 2],
        i % 3 === 0 ? 1 : 0,
        isEmpty ? "" : i / 8,
        isEmpty ? "" : i % 5,
        isEmpty ? "" : "2024-01-05",
      ];
      return fields.map((field) => `"${field}"`).join(",");
    });
    const { config, kept } = await inferred(file);
    expect(config.features).toMatchObject({
      x: { kind: "numerical", sql: `nullif(CAST("x" AS VARCHAR), '')` },
      code: { kind: "categorical" },
    });
    expect(config.dataset.columns).toEqual({});
    expect(kept).toHaveLength(rows);
    expect(kept.slice(4, 6)).toMatchObject([
      { x: null, code: "" },
      { x: 0.625, code: "0" },
    ]);
    expect(readFileSync("pipelines/log.yaml", "utf8")).toContain("45 distinct, 15 quoted and empty: null there");
  });

  it("without times that are quoted and empty in some rows, and says why", async () => {
    const times = (i: number): string => (i % 4 === 0 ? "" : `2024-01-05 ${twoDigits(i % 24)}:00:00`);
    const { config, kept } = await inferred(
      writeCsv("site,y,x,seen", (i) => `${"ab"[i % 2]},${i % 3 === 0 ? 1 : 0},${i},"${times(i)}"`),
    );
    expect(Object.keys(config.features)).toEqual(["x"]);
    expect(readFileSync("pipelines/log.yaml", "utf8")).toContain(
      "seen: left out: type TIMESTAMP, but quoted and empty in 15 rows",
    );
    expect(kept).toHaveLength(rows);
  });

  it("of entities of which one alone writes a column as times", async () => {
    const line = (i: number, time: string): string => `${i % 2},${time}`;
    const text = (header: string, value: (i: number) => string): string =>
      `${header}\n${Array.from({ length: rows }, (_, i) => line(i, value(i))).join("\n")}\n`;
    writeFileSync(
      "a.csv",
      text("y,seen", (i) => `2024-01-01 ${twoDigits(i % 24)}:00:00`),
    );
    writeFileSync(
      "b.csv",
      text("y,seen", (i) => `day ${i % 7}`),
    );
    writeFileSync(
      "c.csv",
      text("y,other", (i) => `o${i % 7}`),
    );
    const path = await writeInferredPipeline(["a=a.csv", "b=b.csv", "c=c.csv"], { label: "y", name: "sets" });
    const { config } = await loadConfig(path);
    expect(config.dataset.columns).toEqual({});
    expect(Object.keys(config.features)).toEqual(["a_seen", "b_seen", "other"]);
  });
});
