import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import { ingestSchema } from "../../src/data/artifacts/ingest.ts";
import { ingestStage } from "../../src/stages/ingest.ts";
import { profileStage } from "../../src/stages/profile.ts";
import { artifact, query } from "../support/audited-log.ts";
import { runStage, runStageFully, sourceFiles, temporaryFolder } from "../support/run-stage.ts";

// No column tells the entity, and both have a size: words of a post, centimetres of a product.
const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
const posts = `y,k,hour,size,tags\n${numbers.map((i) => `${i % 2},${i},${i + 6},${i * 10},a^b`).join("\n")}\n`;
const products = `price;size;y;k;hour\n${numbers.map((i) => `${i};${i};${i % 2};${i};${i + 6}`).join("\n")}\n`;

const base: ConfigInput = {
  name: "t",
  dataset: {
    entities: { post: { files: ["posts.csv"] }, product: { files: ["products.csv"], csv: { delimiter: ";" } } },
  },
  domain: "entity",
  label: "y",
  features: {
    hour: { kind: "categorical" },
    words: { kind: "numerical", role: "entity-specific:post", column: "size" },
    tags: { kind: "categorical", role: "entity-specific:post", sequence: { delimiter: "^" } },
    price: { kind: "numerical", role: "entity-specific:product" },
    centimetres: { kind: "numerical", role: "entity-specific:product", sql: "CAST(size AS DOUBLE)" },
  },
  split: { by: "hash", train: 0.5, valid: 0.25, test: 0.25, key: ["k"] },
};

async function ingest(changed: Partial<ConfigInput> = {}, texts: Readonly<Record<string, string>> = {}) {
  const run = temporaryFolder();
  const files = Object.entries({ post: posts, product: products, ...texts }).flatMap(([entity, text]) => {
    const path = join(run, `${entity}s.csv`);
    writeFileSync(path, text);
    return sourceFiles([path], `dataset:${entity}`);
  });
  const config = { ...base, ...changed };
  const { folder, result } = await runStageFully(ingestStage, { run, config, files });
  const rows = await query(`SELECT * FROM read_parquet('${folder}/rows/*.parquet') ORDER BY _row`);
  return { run, config, rows, result };
}

describe("ingest of one file set per entity", () => {
  it("gives each row the entity of its file set, and null for what other entities have", async () => {
    const { rows, result } = await ingest();
    expect(rows).toHaveLength(16);
    expect(rows[0]).toMatchObject({ _domain: "post", hour: "7", words: 10, tags: ["a", "b"], price: null });
    expect(rows[8]).toMatchObject({ _domain: "product", hour: "7", words: null, tags: null, price: 1 });
    expect(result.notes).toEqual([]);
  });

  it("does not take a column of the same name in other files for the feature's", async () => {
    const { rows } = await ingest();
    expect(rows.map((row) => [row["words"], row["centimetres"]]).slice(7, 9)).toEqual([
      [80, null],
      [null, 1],
    ]);
  });

  it("counts, and names rejects, by file", async () => {
    const { run } = await ingest({}, { product: `${products}x;1;1;9;7\n9;1;7\n` });
    const { files, rows, domains } = ingestSchema.parse(artifact(run, "01-ingest/ingest.json"));
    expect(files.map(({ name, entity, read, kept, invalid }) => [name, entity, read, kept, invalid])).toEqual([
      ["posts.csv", "post", 8, 8, 0],
      ["products.csv", "product", 10, 8, 2],
    ]);
    expect(rows).toMatchObject({ read: 18, kept: 16, invalid: 2 });
    expect(domains).toEqual([
      { name: "post", rows: 8 },
      { name: "product", rows: 8 },
    ]);
    expect(readFileSync(join(run, "01-ingest/rejects.csv"), "utf8").split("\n").slice(1, 3)).toEqual([
      "products.csv,11,,9;1;7,too few fields",
      "products.csv,10,price,x,not a number",
    ]);
  });

  it("lets expressions of all entities use the entity", async () => {
    const isPost = { kind: "categorical", sql: "entity = 'post'" } as const;
    const { rows } = await ingest({ features: { ...base.features, isPost } });
    expect([rows[0]["isPost"], rows[8]["isPost"]]).toEqual(["true", "false"]);
  });

  it("reads lines of JSON, whose fields a file need not declare", async () => {
    const lines = numbers.map((i) => JSON.stringify({ y: i % 2, k: i, hour: i + 6, size: i, price: i })).join("\n");
    const entities = { post: { files: ["posts.csv"] }, product: { files: ["products.csv"], format: "jsonl" as const } };
    const { rows } = await ingest({ dataset: { entities } }, { product: lines });
    expect(rows[8]).toMatchObject({ _domain: "product", price: 1, words: null, tags: null, centimetres: 1 });
  });

  it("reads a Parquet file in ranges of its rows, each row with the entity", async () => {
    const run = temporaryFolder();
    const many = 122_881;
    const paths = ["posts", "products"].map((name) => join(run, `${name}.parquet`));
    const log = (rows: number): string => `SELECT i % 2 AS y, i AS k, i % 24 AS hour FROM range(${rows}) AS r(i)`;
    await query(`COPY (${log(many)}) TO '${paths[0]}'`);
    await query(`COPY (${log(8)}) TO '${paths[1]}'`);
    const entities = { post: { files: ["posts.parquet"] }, product: { files: ["products.parquet"] } };
    const config = { ...base, dataset: { entities }, features: { hour: { kind: "categorical" as const } } };
    const files = ["post", "product"].flatMap((entity, e) => sourceFiles([paths[e]], `dataset:${entity}`));
    const folder = await runStage(ingestStage, { run, config, files });
    const { files: counts } = ingestSchema.parse(artifact(run, "01-ingest/ingest.json"));
    expect(counts.map(({ name, parts, kept }) => [name, parts, kept])).toEqual([
      ["posts.parquet", 2, many],
      ["products.parquet", undefined, 8],
    ]);
    const rows = `SELECT _domain AS name, CAST(COUNT(*) AS INTEGER) AS kept FROM read_parquet('${folder}/rows/*.parquet')`;
    expect(await query(`${rows} GROUP BY _domain ORDER BY _domain`)).toEqual([
      { name: "post", kept: many },
      { name: "product", kept: 8 },
    ]);
  });

  it.each([
    [
      "a column that the entity's own files lack, with the entity and the columns that are there",
      { features: { ...base.features, price: { kind: "numerical", role: "entity-specific:product", column: "cost" } } },
      /products.csv has no column "cost", which features.price needs; the file has rows of "product", whose feature it is/,
      /The file has: price, size, y, k, hour, entity/,
    ],
    [
      "a column of all entities that one lacks",
      { features: { ...base.features, cost: { kind: "numerical", column: "price" } } },
      /posts.csv has no column "price", which features.cost needs/,
      /The file has: y, k, hour, size, tags, entity/,
    ],
    [
      "an expression of an entity over a column that its files lack",
      {
        features: {
          ...base.features,
          cost: { kind: "numerical", role: "entity-specific:product", sql: "upper(cost)" },
        },
      },
      /^features.cost: .*cost.*the file has rows of "product"/s,
      /correct the expression/,
    ],
  ] satisfies [string, Partial<ConfigInput>, RegExp, RegExp][])("refuses %s", async (_, changed, what, remedy) => {
    await expect(ingest(changed)).rejects.toMatchObject({
      details: { what: expect.stringMatching(what), remedy: expect.stringMatching(remedy) },
    });
  });

  it("refuses files with a column of the entity's name", async () => {
    const named = posts.replace("hour", "Entity");
    await expect(ingest({}, { post: named })).rejects.toThrow(/posts.csv has a column "Entity"/);
  });

  it("leaves a feature that is null in all rows of its entity to the profile, which refuses it", async () => {
    const empty = posts.replaceAll("a^b", "");
    const { run, config } = await ingest({}, { post: empty });
    await expect(runStage(profileStage, { run, config })).rejects.toThrow(
      'features.tags is declared for the entity "post", but none of its 8 rows holds a value',
    );
  });
});
