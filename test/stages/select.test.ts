import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Table, tableFromIPC } from "apache-arrow";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import { splitNames } from "../../src/data/artifacts/layout.ts";
import { type SelectionArtifact, selectionSchema } from "../../src/data/artifacts/selection.ts";
import { selectStage } from "../../src/stages/select.ts";
import { artifact, query } from "../support/audited-log.ts";
import { writeRankedRun } from "../support/feed-run.ts";
import { runStage, temporaryFolder } from "../support/run-stage.ts";

const splits = { train: 3000, valid: 400, test: 0 };

function config(select: ConfigInput["select"] = {}): ConfigInput {
  const feature = { kind: "categorical" } as const;
  return { name: "t", dataset: { files: ["*"] }, domain: "d", label: "y", features: { site: feature }, select };
}

async function selected(select: ConfigInput["select"] = {}, threads = 2): Promise<string> {
  const run = temporaryFolder();
  await writeRankedRun(run, splits);
  await runStage(selectStage, { run, config: config(select), threads });
  return run;
}

const arrowOf = (run: string, split: string): Table =>
  tableFromIPC(readFileSync(join(run, "07-select/feed", `${split}.arrow`)));
const parquetOf = (run: string, split: string): Promise<Record<string, unknown>[]> =>
  query(`SELECT * FROM read_parquet('${run}/07-select/feed/${split}.parquet')`);

/** Rows as the JSON values of `query`: BIGINTs as texts, lists as arrays. */
function arrowRows(table: Table): Record<string, unknown>[] {
  return table
    .toArray()
    .map((row) =>
      Object.fromEntries(
        Object.entries(row.toJSON() as Record<string, unknown>).map(([name, value]) => [name, plain(value)]),
      ),
    );
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return typeof value === "object" && value !== null ? [...(value as Iterable<unknown>)] : value;
}

function hashes(run: string): Record<string, string> {
  const root = join(run, "07-select");
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((file) => join(file.parentPath, file.name)).sort();
  return Object.fromEntries(
    paths.map((path) => [path.slice(root.length), createHash("sha256").update(readFileSync(path)).digest("hex")]),
  );
}

describe("select", () => {
  let run: string;
  let selection: SelectionArtifact;
  beforeAll(async () => {
    run = await selected();
    selection = selectionSchema.parse(artifact(run, "07-select/selection.json"));
  });

  it("says what it selected and by which rules", () => {
    expect(selection.selected.map(({ name }) => name)).toEqual(["site", "price__bucket", "price", "bids"]);
    expect(selection.rejected.map(({ name }) => name)).toEqual(["tags"]);
    expect(selection.rules).toEqual({ topK: 5, minScore: 0, aboveNoise: true, explicit: null, alpha: 0.05 });
  });

  it("lists the columns with their types, buckets beside the numbers, and no name twice", () => {
    expect(selection.feed.columns.map(({ name, type, feature }) => [name, type, feature])).toEqual([
      ["_row", "bigint", null],
      ["_domain", "integer", null],
      ["_label", "integer", null],
      ["site", "integer", "site"],
      ["price", "double", "price"],
      ["price__bucket_", "integer", "price"],
      ["tags", "integer[]", "tags"],
      ["bids", "double[]", "bids"],
      ["bids__bucket", "integer[]", "bids"],
      ["price__bucket", "integer", "price__bucket"],
    ]);
  });

  it("says what a loader needs: the size of each table, the length of lists, and the domains", () => {
    const facts = selection.feed.columns.map(({ name, holds, embeddingRows, embedding, maxLength }) => {
      return [name, holds, embeddingRows, embedding, maxLength];
    });
    expect(facts.slice(2, 9)).toEqual([
      ["_label", "row", null, null, null],
      ["site", "ids", 8, 4, null],
      ["price", "numbers", null, null, null],
      ["price__bucket_", "buckets", 6, 4, null],
      ["tags", "ids", 8, 3, 4],
      ["bids", "numbers", null, null, 3],
      ["bids__bucket", "buckets", 6, 4, 3],
    ]);
    expect(selection.feed.domains).toEqual(["a", "b", "c"]);
    const { schema } = arrowOf(run, "train");
    expect(schema.metadata.get("domainlens.columns")).toBe(JSON.stringify(selection.feed.columns));
  });

  it.each(splitNames)("keeps every %s row once, in order, in both formats", async (split) => {
    const rows = (await parquetOf(run, split)).map((row) => Number(row["_row"]));
    expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
    expect(rows).toHaveLength(splits[split]);
    expect(arrowOf(run, split).numRows).toBe(splits[split]);
    expect(selection.feed.rows).toEqual(splits);
  });

  it.each(splitNames)("has the same %s values in Arrow and Parquet", async (split) => {
    expect(arrowRows(arrowOf(run, split))).toEqual(await parquetOf(run, split));
  });

  it("holds numbers and buckets of the support, null for the null, and the ids of categories", async () => {
    const encoded = await query(`SELECT * FROM read_parquet('${run}/03-encode/rows/train/*.parquet') ORDER BY _row`);
    const numberOf = (id: number): number | null => (id === 0 ? null : id * 1.5);
    const bucketOf = (id: number): number => Math.floor((id + 1) / 2);
    const expected = encoded.map((row) => ({
      _row: row["_row"],
      _domain: row["_domain"],
      _label: row["_label"],
      site: row["site"],
      price: numberOf(Number(row["price"])),
      price__bucket_: bucketOf(Number(row["price"])),
      tags: row["tags"],
      bids: (row["bids"] as number[]).map(numberOf),
      bids__bucket: (row["bids"] as number[]).map(bucketOf),
      price__bucket: row["price__bucket"],
    }));
    expect(await parquetOf(run, "train")).toEqual(expected);
    expect(expected.filter(({ price }) => price === null).length).toBeGreaterThan(400);
  });

  it("marks the selected columns in the metadata of both formats", async () => {
    const marks = ["site", "price", "price__bucket_", "bids", "bids__bucket", "price__bucket"];
    const { schema } = arrowOf(run, "train");
    const marked = schema.fields.filter(({ metadata }) => metadata.get("domainlens.selected") === "true");
    expect(marked.map(({ name }) => name)).toEqual(marks);
    const [parquet] = await query(
      `SELECT decode(value) AS value FROM parquet_kv_metadata('${run}/07-select/feed/train.parquet') WHERE decode(key) = 'domainlens.selected'`,
    );
    expect(JSON.parse(String(parquet["value"]))).toEqual(marks);
    expect(schema.metadata.get("domainlens.selected")).toBe(parquet["value"]);
  });

  it("names the domains, and the feature, group and vocabulary of each column", () => {
    const { schema } = arrowOf(run, "valid");
    expect(schema.metadata.get("domainlens.domains")).toBe('["a","b","c"]');
    expect(Object.fromEntries(schema.fields[8].metadata)).toEqual({
      "domainlens.selected": "true",
      "domainlens.feature": "bids",
      "domainlens.group": "numerical-sequence",
      "domainlens.vocabulary": "vocabularies/003.parquet",
    });
  });

  it("copies the vocabulary or support of every feature", () => {
    expect(readdirSync(join(run, "07-select/feed/vocabularies")).sort()).toEqual(
      [0, 1, 2, 3, 4].map((index) => `00${index}.parquet`),
    );
    const copy = readFileSync(join(run, "07-select/feed/vocabularies/001.parquet"));
    expect(copy).toEqual(readFileSync(join(run, "03-encode/support/001.parquet")));
  });

  it("writes the same bytes with one thread", async () => {
    expect(hashes(await selected({}, 1))).toEqual(hashes(run));
  });

  it("writes only the formats asked for, with the same bytes", async () => {
    const arrow = hashes(await selected({ feed: ["arrow"] }));
    expect(arrow["/feed/train.arrow"]).toBe(hashes(run)["/feed/train.arrow"]);
    expect(Object.keys(arrow).filter((path) => /^\/feed\/[a-z]+\./.test(path))).toEqual([
      "/feed/test.arrow",
      "/feed/train.arrow",
      "/feed/valid.arrow",
    ]);
  });

  it("selects what the config names instead", async () => {
    const named = await selected({ features: ["tags"], feed: ["parquet"] });
    const { selected: choice, rules } = selectionSchema.parse(artifact(named, "07-select/selection.json"));
    expect(choice.map(({ name }) => name)).toEqual(["tags"]);
    expect(rules.explicit).toEqual(["tags"]);
    expect(existsSync(join(named, "07-select/feed/train.arrow"))).toBe(false);
  });
});
