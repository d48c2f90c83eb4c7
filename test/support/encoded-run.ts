import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { EncodeArtifact, EncodedFeature } from "../../src/data/artifacts/encode.ts";

/** An encoded row of the planted log: site (categorical), price (numerical) and tags (sequence) drive the label. */
interface Row {
  readonly domain: number;
  readonly label: number;
  readonly site: number;
  readonly price: number;
  readonly tags: readonly number[];
}

const feature = (index: number, name: string, more: Partial<EncodedFeature>): EncodedFeature => ({
  index,
  name,
  kind: "categorical",
  sequence: false,
  role: "context",
  group: "categorical-scalar",
  embedding: 4,
  ids: 8,
  embeddingRows: 8,
  maxLength: null,
  truncatedRows: 0,
  rare: { minCount: 1, values: 0, elements: 0 },
  unknownElements: 0,
  support: null,
  ...more,
});

/** Deterministic rows; the label depends on site and tags almost surely, so that a network can learn it. */
function makeRows(count: number): Row[] {
  return Array.from({ length: count }, (_, i) => {
    const site = 3 + ((i * 7) % 5);
    const price = 1 + ((i * 13) % 10);
    const tags = Array.from({ length: i % 4 }, (_, l) => 3 + ((i + l * 3) % 5));
    const score = (site % 2) + (tags.includes(5) ? 1 : 0) + price / 10;
    return { domain: i % 3, label: score > 1.2 === (i % 17 !== 0) ? 1 : 0, site, price, tags };
  });
}

/** Writes `03-encode` under `run` with `rows.train` … rows and returns its artifact. */
export async function writeEncodedRun(
  run: string,
  rows: { train: number; valid: number; test: number },
): Promise<{ encodeDir: string; encode: EncodeArtifact }> {
  const encodeDir = join(run, "03-encode");
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  let base = 0;
  for (const [split, count] of Object.entries(rows)) {
    const folder = join(encodeDir, "rows", split);
    mkdirSync(folder, { recursive: true });
    const values = makeRows(count).map(
      (row, i) =>
        `(${base + i}::BIGINT, ${row.domain}::INTEGER, ${row.label}::INTEGER, ${row.site}::INTEGER, ${row.price}::INTEGER, [${row.tags.join(", ")}]::INTEGER[])`,
    );
    base += count;
    await connection.run(
      `COPY (SELECT * FROM (VALUES ${values.join(", ")}) AS t(_row, _domain, _label, site, price, tags)) TO '${folder}/00000.parquet' (FORMAT parquet)`,
    );
  }
  mkdirSync(join(encodeDir, "support"));
  await connection.run(
    `COPY (SELECT i::INTEGER AS id, CASE WHEN i > 0 THEN i * 1.5 END::DOUBLE AS value, ((i + 1) // 2)::INTEGER AS bucket, 1::BIGINT AS elements
      FROM range(11) AS t(i)) TO '${encodeDir}/support/001.parquet' (FORMAT parquet)`,
  );
  connection.closeSync();
  const encode: EncodeArtifact = {
    domains: ["a", "b", "c"],
    splits: rows,
    features: [
      feature(0, "site", {}),
      feature(1, "price", {
        kind: "numerical",
        group: "numerical-scalar",
        ids: 11,
        embeddingRows: 6,
        rare: null,
        support: { kind: "distinct", points: 10, maxError: 0 },
      }),
      feature(2, "tags", { sequence: true, group: "categorical-sequence", maxLength: 4, embedding: 3 }),
    ],
  };
  writeFileSync(join(encodeDir, "encode.json"), JSON.stringify(encode));
  return { encodeDir, encode };
}
