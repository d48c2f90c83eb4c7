import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConfigInput } from "../../../src/config/schema.ts";
import { recordRanges } from "../../../src/data/ingest/record-ranges.ts";
import { removePart } from "../../../src/data/ingest/remove-part.ts";
import { ingestStage } from "../../../src/stages/ingest.ts";
import { query } from "../../support/audited-log.ts";
import { runStage, sourceFiles, temporaryFolder } from "../../support/run-stage.ts";

describe("the ranges of a file's records", () => {
  it.each([
    [0, [0]],
    [122_880, [122_880]],
    [122_881, [63_488, 59_393]],
    [200_000, [100_352, 99_648]],
    [600_000, [245_760, 245_760, 108_480]],
  ])("of %d records have so many each: %j", (records, expected) => {
    const ranges = recordRanges(records);
    expect(ranges.map(({ first, last }) => last - first + 1)).toEqual(expected);
    expect(ranges.map(({ first }) => first)).toEqual([1, ...ranges.slice(0, -1).map(({ last }) => last + 1)]);
  });
});

/** One row in a thousand has no label, one in nine no match. */
const rows = 300_000;
const log = `SELECT CASE WHEN i % 3 = 0 THEN 'a' ELSE 'b' END AS d, CASE WHEN i % 1000 = 7 THEN NULL ELSE i % 2 END AS y, i // 5 AS shop, i / 8 AS x FROM range(${rows}) AS r(i)`;
const config: ConfigInput = {
  name: "t",
  dataset: { files: ["*"], joins: [{ files: ["shops.csv"], on: { shop: "id" }, take: { size: "size" } }] },
  domain: "d",
  label: "y",
  features: { x: { kind: "numerical" }, size: { kind: "categorical" } },
};

async function ingested(path: string, folder: string, threads: number): Promise<string> {
  const run = temporaryFolder();
  const shops = sourceFiles([join(folder, "shops.csv")], "join:0");
  return await runStage(ingestStage, { run, config, files: [...sourceFiles([path]), ...shops], threads });
}

describe("a Parquet file of more than one range", () => {
  let runs: string[];
  let asCsv: string;
  beforeAll(async () => {
    const folder = temporaryFolder();
    const shops = Array.from({ length: rows / 5 }, (_, id) => (id % 9 === 4 ? "" : `${id},s${id % 4}\n`));
    writeFileSync(join(folder, "shops.csv"), `id,size\n${shops.join("")}`);
    // Row groups that the ranges cut.
    await query(`COPY (${log}) TO '${folder}/log.parquet' (ROW_GROUP_SIZE 50000)`);
    await query(`COPY (${log}) TO '${folder}/log.csv'`);
    runs = [];
    for (const threads of [1, 2]) runs.push(await ingested(`${folder}/log.parquet`, folder, threads));
    asCsv = await ingested(`${folder}/log.csv`, folder, 2);
  }, 120_000);

  it("is written in pieces, the same bytes by one thread and by two", async () => {
    expect(readdirSync(join(runs[0], "rows")).sort()).toEqual(["00000-000.parquet", "00000-001.parquet"]);
    const [{ differ }] = await query(
      `SELECT COUNT(*) FILTER (WHERE one.content <> two.content) AS differ FROM read_blob('${runs[0]}/rows/*') AS one JOIN read_blob('${runs[1]}/rows/*') AS two ON parse_filename(one.filename) = parse_filename(two.filename)`,
    );
    expect(Number(differ)).toBe(0);
  });

  it("gives the rows of the same log as one text file, in their order", async () => {
    const of = (run: string): string =>
      `SELECT row_number() OVER (ORDER BY filename, file_row_number) AS place, * EXCLUDE (filename, file_row_number) FROM read_parquet('${run}/rows/*.parquet', filename = true, file_row_number = true)`;
    const [{ kept, differ }] = await query(
      `SELECT (SELECT COUNT(*) FROM (${of(runs[1])})) AS kept, (SELECT COUNT(*) FROM (${of(runs[1])} EXCEPT ${of(asCsv)})) AS differ`,
    );
    expect([Number(kept), Number(differ)]).toEqual([rows - rows / 1000, 0]);
  });

  it("is removed as a whole", () => {
    const rowsDir = join(runs[0], "rows");
    writeFileSync(join(rowsDir, "00001.parquet"), "");
    removePart(rowsDir, 0);
    expect(readdirSync(rowsDir)).toEqual(["00001.parquet"]);
    removePart(rowsDir, 1);
    expect(existsSync(join(rowsDir, "00001.parquet"))).toBe(false);
  });
});
