import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { ConfigInput } from "../../src/config/schema.ts";
import type { EncodeArtifact, EncodedFeature } from "../../src/data/artifacts/encode.ts";
import { createRng } from "../../src/util/rng.ts";

const columns = ["segment", "clicked", "site", "brand", "color", "likes"] as const;
const roles = ["user", "user", "entity-shared", "entity-specific:product", "entity-specific:product"];

/** Features of users and sites, of products (brand, color) and of posts (likes), categorical with 4 values; `clicked` is a sequence. */
export const entityFeatures: readonly EncodedFeature[] = columns.map((name, index) => ({
  index,
  name,
  kind: "categorical",
  sequence: name === "clicked",
  role: roles[index] ?? "entity-specific:post",
  group: name === "clicked" ? "categorical-sequence" : "categorical-scalar",
  embedding: 4,
  ids: 7,
  embeddingRows: 7,
  maxLength: name === "clicked" ? 2 : null,
  truncatedRows: 0,
  rare: { minCount: 1, values: 0, elements: 0 },
  unknownElements: 0,
  support: null,
}));

/** The same features, `clicked` being a history of sites: it shares the vocabulary of `site`, and their table. */
export const historyFeatures: readonly EncodedFeature[] = entityFeatures.map((feature) =>
  feature.name === "clicked" ? { ...feature, vocabularyOf: columns.indexOf("site") } : feature,
);

/** The config of the encoded log. */
export const entityConfig: ConfigInput = {
  name: "entities",
  dataset: { files: ["*"] },
  domain: "d",
  label: "y",
  features: Object.fromEntries(
    entityFeatures.map(({ name, role, sequence }) => [
      name,
      { kind: "categorical", role, ...(sequence && { sequence: "list" as const }) },
    ]),
  ),
  base: { hidden: [8, 4], embedding: 4, maxEpochs: 3, patience: 3, learningRate: 0.01, dropout: 0.1, batchSize: 256 },
  importance: { resamples: 100 },
};

/** As `writeEntityRun`, with `historyFeatures`. */
export async function writeHistoryRun(...[run, rows]: Parameters<typeof writeEntityRun>): Promise<EncodeArtifact> {
  const encode = { ...(await writeEntityRun(run, rows)), features: [...historyFeatures] };
  writeFileSync(join(run, "03-encode/encode.json"), JSON.stringify(encode));
  return encode;
}

/**
 * Writes `03-encode` of a log of products and, one row in four, posts. The label follows the brand of a product and the likes of a post; color
 * says nothing. What an entity does not have is null.
 */
export async function writeEntityRun(
  run: string,
  rows: { train: number; valid: number; test: number },
): Promise<EncodeArtifact> {
  const encodeDir = join(run, "03-encode");
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const rng = createRng(11, "entities");
  let first = 0;
  for (const [split, count] of Object.entries(rows)) {
    const folder = join(encodeDir, "rows", split);
    mkdirSync(folder, { recursive: true });
    const values = Array.from({ length: count }, (_, i) => {
      const [segment, clicked, site, brand, color, likes] = columns.map(() => 3 + rng.below(4));
      const post = i % 4 === 3;
      const telling = post ? likes : brand;
      const label = telling > 4 === rng.uniform() < 0.9 ? 1 : 0;
      const own = post ? [1, 1, likes] : [brand, color, 1];
      return `(${first + i}::BIGINT, ${post ? 1 : 0}, ${label}, ${segment}, [${clicked}, ${segment}]::INTEGER[], ${site}, ${own.join(", ")})`;
    });
    first += count;
    await connection.run(
      `COPY (SELECT * FROM (VALUES ${values.join(", ")}) AS t(_row, _domain, _label, ${columns.join(", ")})) TO '${folder}/00000.parquet' (FORMAT parquet)`,
    );
  }
  connection.closeSync();
  const encode = { domains: ["product", "post"], splits: rows, features: [...entityFeatures] };
  writeFileSync(join(encodeDir, "encode.json"), JSON.stringify(encode));
  return encode;
}
