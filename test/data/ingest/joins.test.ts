import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ColumnType } from "../../../src/config/file-schema.ts";
import type { FileReport } from "../../../src/data/ingest/file-reader.ts";
import { query } from "../../support/audited-log.ts";
import { readLog } from "../../support/read-log.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

interface Keys {
  readonly log: string;
  readonly table: string;
  /** Of the log's key, and of the table's. */
  readonly types: readonly [ColumnType | undefined, ColumnType | undefined];
}

/** Joins a log of one row to a table of one row. */
async function joined({ log, table, types: [own, theirs] }: Keys): Promise<[FileReport["matches"], unknown]> {
  const folder = temporaryFolder();
  const paths = ["log.csv", "shops.csv"].map((name) => join(folder, name));
  writeFileSync(paths[0], `d,y,shop\na,0,${log}\n`);
  writeFileSync(paths[1], `id,region\n${table},north\n`);
  const lookup = { files: ["shops.csv"], on: { shop: "id" }, take: { region: "region" } };
  const report = await readLog(paths[0], {
    dataset: {
      columns: own === undefined ? {} : { shop: own },
      joins: [{ ...lookup, columns: theirs === undefined ? {} : { id: theirs } }],
    },
    features: { region: { kind: "categorical" } },
    lookups: [paths[1]],
  });
  const [{ region }] = await query(`SELECT region FROM read_parquet('${folder}/rows/*.parquet')`);
  return [report.matches, region];
}

describe("a key of a lookup table", () => {
  it.each<Keys>([
    { log: "007", table: "007", types: ["bigint", "bigint"] },
    { log: "1.5", table: "1.50", types: ["double", "double"] },
    { log: "2024-01-02", table: "2024/01/02", types: ["date", "date"] },
    { log: "true", table: "t", types: ["boolean", "boolean"] },
    { log: "007", table: "7", types: ["bigint", undefined] },
    { log: "7", table: "007", types: [undefined, "bigint"] },
    { log: "007", table: "007", types: [undefined, undefined] },
  ])("matches where both are the same text in their types, and is counted: %j", async (keys) => {
    expect(await joined(keys)).toEqual([[{ matchedRows: 1, unmatchedRows: 0 }], "north"]);
  });

  it.each<Keys>([
    { log: "007", table: "007", types: ["bigint", undefined] },
    { log: "007", table: "007", types: [undefined, "bigint"] },
    { log: "007", table: "7", types: [undefined, undefined] },
  ])("does not match where they are not, and is not counted: %j", async (keys) => {
    expect(await joined(keys)).toEqual([[{ matchedRows: 0, unmatchedRows: 1 }], null]);
  });

  it("is refused where it is not of its type, with its line", async () => {
    await expect(joined({ log: "7", table: "x7", types: ["bigint", "bigint"] })).rejects.toMatchObject({
      code: "data",
      message: "shops.csv, line 2: id is not a bigint",
      details: { value: "x7" },
    });
  });
});
