import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { aliccpFeatures } from "../../../src/data/synth/planted-features.ts";
import { writeSynthLog } from "../../../src/data/synth/write-log.ts";
import { type ShardOptions, writeShards } from "../../../src/data/synth/write-shards.ts";
import { query } from "../../support/audited-log.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

const rows = 5001;
// Three files: four groups each, and a group of 905 rows.
const options = { rows, seed: 1, threads: 1, groupRows: 512 };

describe("the synthetic log as Parquet files", () => {
  const folder = temporaryFolder();
  beforeAll(async () => {
    await writeShards(join(folder, "shards"), options);
    await writeSynthLog(join(folder, "log.csv"), rows, 1);
  });

  it("has as many files as the rows take, named in their order", () => {
    expect(readdirSync(join(folder, "shards")).sort()).toEqual([
      "part-00000.parquet",
      "part-00001.parquet",
      "part-00002.parquet",
    ]);
  });

  it("holds the rows of the CSV log in their order, sequences as lists and empty ones as null", async () => {
    const text = ({ name, form }: (typeof aliccpFeatures)[number]): string =>
      form === "sequence" ? `array_to_string("${name}", '^') AS "${name}"` : `"${name}"`;
    const columns = ["domain", "label", ...aliccpFeatures.map(text)].join(", ");
    const shards = await query(`SELECT ${columns} FROM '${join(folder, "shards/*.parquet")}'`);
    const log = await query(`SELECT * FROM '${join(folder, "log.csv")}'`);
    expect(shards).toEqual(log);
  });

  it("has whole row groups but for the last", async () => {
    const groups = await query(
      `SELECT DISTINCT row_group_id, row_group_num_rows AS rows FROM parquet_metadata('${join(folder, "shards/part-00002.parquet")}') ORDER BY 1`,
    );
    expect(groups.map(({ rows: count }) => Number(count))).toEqual([512, 393]);
  });

  it("takes the place of a larger log, and leaves other files alone", async () => {
    const again = join(folder, "again");
    mkdirSync(again);
    for (const name of ["part-00000.parquet", "part-00003.parquet", "notes.txt"]) writeFileSync(join(again, name), "");
    await writeShards(again, { ...options, rows: 600 });
    expect(readdirSync(again).sort()).toEqual(["notes.txt", "part-00000.parquet"]);
  });

  it("is the same bytes drawn by one thread or by two", async () => {
    // The threads run compiled files.
    const { writeShards: compiled } = (await import(pathToFileURL("dist/data/synth/write-shards.js").href)) as {
      writeShards: (folder: string, options: ShardOptions) => Promise<void>;
    };
    await compiled(join(folder, "two"), { ...options, threads: 2 });
    expect(bytes(join(folder, "two"))).toEqual(bytes(join(folder, "shards")));
  });
});

function bytes(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name)).toString("base64"));
}
