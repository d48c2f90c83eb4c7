import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import { ingestStage } from "../../src/stages/ingest.ts";
import { query } from "../support/audited-log.ts";
import { runStageFully, sourceFiles, temporaryFolder } from "../support/run-stage.ts";

// One file set per entity: only posts have a length and tags, only products a price.
const posts = "entity,y,k,hour,length,tags,posted\n" + rowsOf("post", (i) => `${i * 10},a^b,2020-01-0${i}`);
const products = "price,entity,y,k,hour\n" + rowsOf("product", (i) => String(i), true);

function rowsOf(entity: string, own: (i: number) => string, first = false): string {
  const line = (i: number): string => {
    const shared = `${entity},${i % 2},${i},${i + 6}`;
    return first ? `${own(i)},${shared}` : `${shared},${own(i)}`;
  };
  return `${[1, 2, 3, 4, 5, 6, 7, 8].map(line).join("\n")}\n`;
}

const features: ConfigInput["features"] = {
  hour: { kind: "categorical" },
  length: { kind: "numerical", role: "entity-specific:post" },
  tags: { kind: "categorical", role: "entity-specific:post", sequence: { delimiter: "^" } },
  price: { kind: "numerical", role: "entity-specific:product" },
};

interface Ingested {
  readonly rows: Record<string, unknown>[];
  readonly notes: readonly string[];
}

async function ingest(files: Record<string, string>, overrides: Partial<ConfigInput> = {}): Promise<Ingested> {
  const run = temporaryFolder();
  const paths = Object.entries(files).map(([name, text]) => {
    writeFileSync(join(run, name), text);
    return join(run, name);
  });
  const config: ConfigInput = {
    name: "t",
    dataset: { files: ["*"] },
    domain: "entity",
    label: "y",
    features,
    split: { by: "hash", train: 0.5, valid: 0.25, test: 0.25, key: ["k"] },
    ...overrides,
  };
  const { folder, result } = await runStageFully(ingestStage, { run, config, files: sourceFiles(paths) });
  // Every file of a log becomes one part, with the same columns in the same order.
  const rows = await query(
    `SELECT * EXCLUDE (_split_value) FROM read_parquet('${folder}/rows/*.parquet') ORDER BY _row`,
  );
  expect(readFileSync(join(folder, "rejects.csv"), "utf8")).toBe("file,line,column,value,reason\n");
  return { rows, notes: result.notes ?? [] };
}

describe("ingest of a table in files that lack columns", () => {
  it("reads a feature of another entity as null where its column is missing, and notes it", async () => {
    const { rows, notes } = await ingest({ "posts.csv": posts, "products.csv": products });
    expect(rows[0]).toMatchObject({ _domain: "post", hour: "7", length: 10, tags: ["a", "b"], price: null });
    expect(rows[8]).toMatchObject({ _domain: "product", hour: "7", length: null, tags: null, price: 1 });
    expect(notes).toEqual([
      "no columns for features.price in posts.csv: null there, as no row is of their entity",
      "no columns for features.length, features.tags in products.csv: null there, as no row is of their entity",
    ]);
  });

  it("reads an expression of another entity as null where a column of it is missing", async () => {
    const { rows } = await ingest(
      { "posts.csv": posts, "products.csv": products },
      {
        dataset: { files: ["*"], columns: { posted: "date" } },
        features: { ...features, day: { kind: "numerical", role: "entity-specific:post", sql: "day(posted)" } },
      },
    );
    expect([rows[2]["day"], rows[10]["day"]]).toEqual([3, null]);
  });

  it("notes files that lack the same features in one line", async () => {
    const more = Object.fromEntries(["b", "c", "d", "e"].map((name) => [`${name}.csv`, posts]));
    const { notes } = await ingest({ "a.csv": products, ...more });
    expect(notes).toContain(
      "no columns for features.price in b.csv, c.csv, d.csv and 1 more: null there, as no row is of their entity",
    );
  });

  it("has no notes where every file has every column", async () => {
    const { notes } = await ingest(
      { "posts.csv": posts },
      { features: { hour: { kind: "categorical" } }, domain: "k" },
    );
    expect(notes).toEqual([]);
  });

  it.each([
    [
      "a column that the entity's own file lacks, with the nearest",
      { features: { ...features, price: { kind: "numerical", role: "entity-specific:product", column: "prices" } } },
      /products.csv has no column "prices", which features.price needs/,
      /did you mean "price"/,
    ],
    [
      "a column that a feature of all entities reads too",
      { features: { ...features, cost: { kind: "numerical", column: "price" } } },
      /posts.csv has no column "price", which features.cost needs/,
      /The file has: entity/,
    ],
    [
      "an expression of all entities over a column that one lacks",
      { features: { ...features, cost: { kind: "numerical", sql: "price * 2" } } },
      /^features.cost: .*price/,
      /correct the expression/,
    ],
    [
      "an expression with a column that the entity's own file lacks",
      { features: { ...features, cost: { kind: "numerical", role: "entity-specific:product", sql: "prise * 2" } } },
      /^features.cost: .*prise/,
      /correct the expression/,
    ],
    [
      "a typed column that no file has",
      { dataset: { files: ["*"], columns: { postd: "date" } } },
      /has no column "postd", which dataset.columns needs/,
      /did you mean "posted"/,
    ],
  ] satisfies [string, Partial<ConfigInput>, RegExp, RegExp][])("refuses %s", async (_, overrides, what, remedy) => {
    const found = ingest({ "posts.csv": posts, "products.csv": products }, overrides);
    await expect(found).rejects.toMatchObject({
      details: {
        what: expect.stringMatching(what),
        remedy: expect.stringMatching(remedy),
      },
    });
  });
});
