import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import { type IngestArtifact, ingestSchema } from "../../src/data/artifacts/ingest.ts";
import { ingestStage } from "../../src/stages/ingest.ts";
import { runStage, sourceFiles, temporaryFolder } from "../support/run-stage.ts";

interface Ingested {
  readonly artifact: IngestArtifact;
  readonly rejects: string[];
  readonly rows: Record<string, unknown>[];
}

type Overrides = Partial<ConfigInput>;

/** Ingests texts as files; the config has domain d, label y and one feature x unless told otherwise. */
async function ingest(
  files: Record<string, string | Uint8Array>,
  overrides: Overrides = {},
  threads = 2,
): Promise<Ingested> {
  const run = temporaryFolder();
  const paths = Object.entries(files).map(([name, content]) => {
    const path = join(run, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  });
  const config: ConfigInput = {
    name: "t",
    dataset: { files: ["*"] },
    domain: "d",
    label: "y",
    features: { x: { kind: "categorical" } },
    split: { by: "hash", train: 0.5, valid: 0.25, test: 0.25, key: ["k"] },
    ...overrides,
  };
  const folder = await runStage(ingestStage, { run, config, files: sourceFiles(paths), threads });
  const artifact = ingestSchema.parse(JSON.parse(readFileSync(join(folder, "ingest.json"), "utf8")));
  const rejects = readFileSync(join(folder, "rejects.csv"), "utf8").trimEnd().split("\n").slice(1);
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const reader = await connection.runAndReadAll(`SELECT * FROM read_parquet('${folder}/rows/*.parquet') ORDER BY _row`);
  connection.closeSync();
  return { artifact, rejects, rows: reader.getRowObjectsJson() };
}

/** The rows of a CSV text as a Parquet file. */
async function parquetOf(text: string): Promise<Uint8Array> {
  const folder = temporaryFolder();
  const [from, to] = ["a.csv", "a.parquet"].map((name) => join(folder, name));
  writeFileSync(from, text);
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(`COPY (SELECT * FROM read_csv('${from}', all_varchar = true)) TO '${to}' (FORMAT parquet)`);
  connection.closeSync();
  return readFileSync(to);
}

// Eight good rows in both domains; with the key column every split gets some (hash of k under the default seed).
const good = ["a,0,p,1", "b,1,q,2", "a,1,r,3", "b,0,s,4", "a,0,t,5", "b,1,u,6", "a,1,v,7", "b,0,w,8"];
const csv = (...lines: string[]): string => `${["d,y,x,k", ...good, ...lines].join("\n")}\n`;

describe("ingest", () => {
  it("keeps every row of a clean file, in order", async () => {
    const { artifact, rows, rejects } = await ingest({ "a.csv": csv() });
    expect(artifact.rows).toEqual({ read: 8, kept: 8, rejected: 0, invalid: 0, excluded: 0 });
    expect(rows.map((row) => row["x"])).toEqual(["p", "q", "r", "s", "t", "u", "v", "w"]);
    expect(rejects).toEqual([]);
  });

  it.each(["csv", "jsonl", "parquet"])("takes columns from a file and not from its path: %s", async (format) => {
    const lines = good.map((line) => {
      const [d, y, x, k] = line.split(",");
      return JSON.stringify({ d, y, x, k });
    });
    const text = format === "csv" ? csv() : `${lines.join("\n")}\n`;
    const content = format === "parquet" ? await parquetOf(csv()) : text;
    const { rows } = await ingest({ [`x=p/d=b/y=1/k=1/a.${format}`]: content });
    expect(rows.map((row) => [row["x"], row["_domain"]])).toEqual(good.map((line) => [line.split(",")[2], line[0]]));
  });

  it.each([
    ["random() < 0.5", "dataset.filter calls random"],
    ["row_number() OVER (PARTITION BY x) = 1", "dataset.filter has the window function row_number"],
    ["k < epoch(now())", "dataset.filter calls now"],
    ["current_date > '2024-01-01'", "dataset.filter calls current_date"],
    ["list_sum(list_transform([1], v -> v * random())) < 1", "dataset.filter calls random"],
    ["unnest([true, false])", "dataset.filter calls unnest"],
  ])("refuses %s, which depends on more than the row", async (filter, message) => {
    await expect(ingest({ "a.csv": csv() }, { dataset: { files: ["*"], filter } })).rejects.toThrow(message);
  });

  it("names the feature whose expression gives other values each time", async () => {
    const features = { x: { kind: "categorical" as const, sql: "uuid()" } };
    await expect(ingest({ "a.csv": csv() }, { features })).rejects.toThrow("features.x calls uuid");
  });

  it("refuses a column whose name its own statements use, naming it", async () => {
    const named = csv().replace("d,y,x,k", "d,y,x,_domainlens_raw_0");
    await expect(ingest({ "a.csv": named }, { split: { by: "hash" } })).rejects.toThrow(/a\.csv.*_domainlens_raw_0/s);
  });

  it("reads a file with CRLF line ends", async () => {
    const { artifact, rows } = await ingest({ "a.csv": csv().replaceAll("\n", "\r\n") });
    expect(artifact.rows).toEqual({ read: 8, kept: 8, rejected: 0, invalid: 0, excluded: 0 });
    expect(rows.map((row) => row["x"])).toEqual(["p", "q", "r", "s", "t", "u", "v", "w"]);
  });

  it("doubts a file with the content of one before it, unless it has no rows", async () => {
    const { artifact } = await ingest({ "a.csv": csv(), "b.csv": csv(), "c.csv": "d,y,x,k\n", "d.csv": "d,y,x,k\n" });
    expect(artifact.files.map(({ doubts }) => doubts)).toEqual([
      undefined,
      ["it has the same content as a.csv: its rows count twice"],
      undefined,
      undefined,
    ]);
  });

  it.each([
    ["one field too many", "a,1,x,9,extra", 'a.csv,10,,"a,1,x,9,extra",too many fields'],
    ["one field too few", "a,1,x", 'a.csv,10,,"a,1,x",too few fields'],
    ["a blank line", "", 'a.csv,10,,"",blank line'],
    ["a quote inside a field", 'a,1,5" pipe,9', 'a.csv,10,,"a,1,5"" pipe,9",quote inside an unquoted field'],
    ["text after a closing quote", 'a,1,"x"y,9', 'a.csv,10,,"a,1,""x""y,9",text after a closing quote'],
    ["a quote that is never closed", 'a,1,"x,9', 'a.csv,10,,"a,1,""x,9",quote never closed'],
    ["a NULL domain", ",1,x,9", "a.csv,10,d,,the domain is NULL"],
    ["a NULL label", "a,,x,9", "a.csv,10,y,,the label is NULL"],
  ])("rejects a record with %s by name and keeps the rows around it", async (_, line, reject) => {
    const { artifact, rejects } = await ingest({ "a.csv": `${["d,y,x,k", ...good, line, "a,1,last,9"].join("\n")}\n` });
    expect(rejects).toEqual([reject]);
    expect(artifact.rows).toMatchObject({ read: 10, kept: 9, rejected: 1 });
  });

  it("rejects invalid UTF-8 and NUL bytes without losing their neighbours", async () => {
    const bytes = Buffer.concat([
      Buffer.from(csv()),
      Buffer.from("a,1,"),
      Buffer.from([0xff]),
      Buffer.from(",9\nb,0,\0,9\na,1,z,9\n"),
    ]);
    const { artifact, rejects } = await ingest({ "a.csv": bytes });
    expect(artifact.rows).toMatchObject({ read: 11, kept: 9, invalid: 2 });
    expect(rejects.map((line) => line.split(",").at(-1))).toEqual(["invalid UTF-8", "NUL byte"]);
  });

  it("reads a byte order mark, CRLF, and a mix of line ends as the same rows", async () => {
    const plain = await ingest({ "a.csv": csv() });
    const marked = await ingest({ "a.csv": `\uFEFF${csv().replaceAll("\n", "\r\n")}` });
    const mixed = await ingest({ "a.csv": csv().replace("a,0,p,1\n", "a,0,p,1\r\n") });
    expect(marked.rows).toEqual(plain.rows);
    expect(mixed.rows).toEqual(plain.rows);
  });

  it("tells the empty string from NULL: unquoted empty is NULL, quoted empty is text", async () => {
    const { rows } = await ingest({ "a.csv": csv("a,1,,9", 'a,1,"",9') });
    expect(rows.slice(8).map((row) => row["x"])).toEqual([null, ""]);
  });

  it("names line, column and value of a number that does not parse, also after a quoted line break", async () => {
    const features: Overrides["features"] = { x: { kind: "categorical" }, k: { kind: "numerical" } };
    const { rejects } = await ingest(
      { "a.csv": csv('a,1,"two\nlines",9', "a,1,x,1_000", "b,1,x,1e400") },
      { features },
    );
    expect(rejects).toEqual(["a.csv,12,k,1_000,not a number", "a.csv,13,k,1e400,a number that no double holds"]);
  });

  it("counts rows that the config leaves out as rejected but does not list them", async () => {
    const { artifact, rejects } = await ingest(
      { "a.csv": csv("c,1,x,9") },
      { domain: { column: "d", values: ["b", "a"] } },
    );
    expect(artifact.rows).toEqual({ read: 9, kept: 8, rejected: 1, invalid: 0, excluded: 1 });
    expect(artifact.domains.map((domain) => domain.name)).toEqual(["b", "a"]);
    expect(rejects).toEqual([]);
  });

  it("splits delimited sequences, keeps NULL apart from empty, and reads native JSON lists", async () => {
    const features: Overrides["features"] = { x: { kind: "categorical", sequence: { delimiter: "^" } } };
    const { rows } = await ingest({ "a.csv": csv("a,1,p^q^p,9", 'a,1,"",9', "a,1,,9") }, { features });
    expect(rows.slice(8).map((row) => row["x"])).toEqual([["p", "q", "p"], [], null]);
    const json = good
      .map((line, i) => JSON.stringify({ d: line[0], y: Number(line[2]), k: i + 1, x: ["m", null] }))
      .join("\n");
    const native = await ingest(
      { "a.jsonl": `${json}\nnot json\n[1]\n` },
      { features: { x: { kind: "categorical", sequence: "list" } } },
    );
    expect(native.rows[0]["x"]).toEqual(["m", null]);
    expect(native.artifact.rejectsByReason).toEqual([{ reason: "not a JSON object", column: null, rows: 2 }]);
  });

  it("makes one row per element of an exploded list and rejects an empty one by name", async () => {
    const lines = good.map((line, i) =>
      JSON.stringify({ d: line[0], y: Number(line[2]), k: i + 1, seen: i === 3 ? [] : ["m", "n"] }),
    );
    const dataset: Overrides["dataset"] = { files: ["*"], explode: { column: "seen", as: "x" } };
    const { artifact, rows } = await ingest({ "a.jsonl": `${lines.join("\n")}\n` }, { dataset });
    expect(artifact.files[0]).toMatchObject({ records: 8, read: 15, kept: 14, invalid: 1 });
    expect(rows.slice(0, 3).map((row) => row["x"])).toEqual(["m", "n", "m"]);
  });

  it("counts the elements of an exploded list in its type: one for what is not of it", async () => {
    const lines = good.map((line, i) =>
      JSON.stringify({ d: line[0], y: Number(line[2]), k: i + 1, seen: i === 3 ? [3, "x", 5] : [i, 10 + i] }),
    );
    const explode = { column: "seen", as: "x" };
    const dataset: Overrides["dataset"] = { files: ["*"], columns: { seen: "bigint[]" }, explode };
    const { artifact, rejects } = await ingest({ "a.jsonl": `${lines.join("\n")}\n` }, { dataset });
    expect(artifact.files[0]).toMatchObject({ records: 8, read: 15, kept: 14, invalid: 1 });
    expect(rejects).toEqual(['a.jsonl,4,seen,"[3, x, 5]",not a bigint[]']);
  });

  it("makes a list of the text of a CSV for one row per element", async () => {
    const lines = good.map((line) => line.replace(/[p-w]/, (letter) => `"[${letter}, ${letter}${letter}]"`));
    const explode = { column: "seen", as: "x" };
    const dataset: Overrides["dataset"] = { files: ["*"], columns: { seen: "varchar[]" }, explode };
    const { artifact, rows } = await ingest({ "a.csv": `${["d,y,seen,k", ...lines].join("\n")}\n` }, { dataset });
    expect(artifact.files[0]).toMatchObject({ records: 8, read: 16, kept: 16, invalid: 0 });
    expect(rows.slice(0, 3).map((row) => row["x"])).toEqual(["p", "pp", "q"]);
  });

  it.each([
    ["an absent column, with the nearest name", { label: "yy" }, /did you mean "y"/],
    [
      "a broken expression, with its key",
      { features: { x: { kind: "categorical", sql: "lowr(x)" } } },
      /check|correct/,
    ],
    ["a label that is not binary", { label: "k" }, /label/],
    ["a domain with a single value", { domain: { sql: "'one'" } }, /another domain/],
  ] satisfies [string, Overrides, RegExp][])("explains %s", async (_, overrides, remedy) => {
    await expect(ingest({ "a.csv": csv() }, overrides)).rejects.toMatchObject({
      details: { remedy: expect.stringMatching(remedy) },
    });
  });

  it("gives the same bytes with one and two threads", async () => {
    const many = Array.from({ length: 3000 }, (_, i) => `${"ab"[i % 2]},${(i >> 1) % 2},x${i % 7},${i}`);
    const one = await ingest({ "a.csv": csv(...many) }, {}, 1);
    const two = await ingest({ "a.csv": csv(...many) }, {}, 2);
    expect(one).toEqual(two);
  });

  it("brings every text of a well-formed CSV through unchanged", async () => {
    const text = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "é", " ", ";", "漢") });
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (texts) => {
        const lines = texts.map((value) => `a,1,"${value.replaceAll('"', '""')}",9`);
        const { rows } = await ingest({ "a.csv": csv(...lines) });
        expect(rows.slice(8).map((row) => row["x"])).toEqual(texts);
      }),
      { numRuns: 15, seed: 1 },
    );
  });
});

describe("ingest of an implicit log", () => {
  const positives = (source: string): string => source.replaceAll(",0,", ",1,");

  it("takes a label of 1 throughout where the config says so, and no split", async () => {
    const { artifact, rows } = await ingest(
      { "a.csv": positives(csv()) },
      { label: { sql: "1" }, split: { by: "none" } },
    );
    expect(artifact.rows.kept).toBe(8);
    expect(artifact.split).toEqual({ by: "none", cuts: ["1", "2"], description: "every row is a training row" });
    expect(rows.map((row) => row["_label"])).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it("takes a column of ones for a mistake, and says how to mean it", async () => {
    const failed = ingest({ "a.csv": positives(csv()) });
    await expect(failed).rejects.toThrow(/the label is 1 in all 8 kept rows/);
    await expect(failed).rejects.toMatchObject({ details: { remedy: expect.stringContaining('label: { sql: "1" }') } });
  });
});
