import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { EncodeArtifact, EncodedFeature } from "../../src/data/artifacts/encode.ts";
import { reservedIds } from "../../src/data/artifacts/reserved-ids.ts";
import { featureFile, splitNames } from "../../src/data/artifacts/layout.ts";
import type { RankArtifact } from "../../src/data/artifacts/rank.ts";
import { writeEncodedRun } from "./encoded-run.ts";
import { rankedFeature } from "./results-input.ts";

/** What the encoded run has not: nulls among the numbers, a numeric sequence, a feature named like a bucket column, and two parts. */
const moreColumns = `
  SELECT _row, _domain, _label, site, CASE WHEN _row % 7 = 0 THEN 0 ELSE price END::INTEGER AS price, tags,
    CASE _row % 3 WHEN 0 THEN [] WHEN 1 THEN [price] ELSE [price, 1 + _row % 10, 0] END::INTEGER[] AS bids, site AS "price__bucket"`;

/** Writes `03-encode` and `06-rank` of a log with the features site, price, tags, bids and price__bucket; all but tags are above noise. */
export async function writeRankedRun(
  run: string,
  rows: { train: number; valid: number; test: number },
): Promise<EncodeArtifact> {
  // The encoded run cannot write an empty split, so that one of its rows is left out here.
  const least = (count: number): number => Math.max(1, count);
  const written = { train: least(rows.train), valid: least(rows.valid), test: least(rows.test) };
  const { encodeDir, encode } = await writeEncodedRun(run, written);
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  let base = 0;
  for (const split of splitNames) {
    const folder = join(encodeDir, "rows", split);
    const whole = join(run, "whole.parquet");
    renameSync(join(folder, "00000.parquet"), whole);
    const cut = base + Math.floor(rows[split] / 3);
    for (const [part, condition] of [`_row < ${cut}`, `_row >= ${cut} AND _row < ${base + rows[split]}`].entries()) {
      await connection.run(
        `COPY (${moreColumns} FROM '${whole}' WHERE ${condition}) TO '${folder}/0000${part}.parquet' (FORMAT parquet)`,
      );
    }
    rmSync(whole);
    base += written[split];
  }
  const [site, price, tags] = encode.features;
  const group = "numerical-sequence";
  const bids: EncodedFeature = { ...price, index: 3, name: "bids", sequence: true, group, maxLength: 3 };
  const features = [site, price, tags, bids, { ...site, index: 4, name: "price__bucket" }];
  copyFileSync(join(encodeDir, "support", featureFile(1)), join(encodeDir, "support", featureFile(3)));
  mkdirSync(join(encodeDir, "vocabulary"));
  for (const { index } of features.filter(({ kind }) => kind === "categorical")) {
    await connection.run(
      `COPY (SELECT i::INTEGER AS id, 'v' || i AS value, 'value' AS kind, 1::BIGINT AS rows FROM range(${reservedIds.firstValue}, 8) AS t(i))
        TO '${join(encodeDir, "vocabulary", featureFile(index))}' (FORMAT parquet)`,
    );
  }
  connection.closeSync();
  const whole = { ...encode, splits: rows, features };
  writeFileSync(join(encodeDir, "encode.json"), JSON.stringify(whole));
  writeRank(run, whole);
  return whole;
}

function writeRank(run: string, { domains, features }: EncodeArtifact): void {
  const ranked = features.map(({ name, group, index }) =>
    rankedFeature(name, index === 4 ? 2 : 1, { group, aboveNoise: name !== "tags" }),
  );
  const rank: RankArtifact = {
    domains,
    scale: "std",
    alpha: 0.05,
    features: ranked,
    neglect: { top: 0, features: [] },
  };
  mkdirSync(join(run, "06-rank"));
  writeFileSync(join(run, "06-rank", "rank.json"), JSON.stringify(rank));
}
