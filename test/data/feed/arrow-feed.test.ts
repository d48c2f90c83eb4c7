import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RecordBatchReader, tableFromIPC } from "apache-arrow";
import { beforeAll, expect, it } from "vitest";
import { writeArrowFeed } from "../../../src/data/feed/arrow-feed.ts";
import type { FeedColumn } from "../../../src/data/feed/columns.ts";
import { openSession } from "../../../src/data/session.ts";
import { query } from "../../support/audited-log.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

const rows = 140_000;
const column = (name: string, type: FeedColumn["type"]): FeedColumn => ({
  name,
  type,
  feature: null,
  holds: "row",
  selected: false,
});
const facts = {
  domains: ["a"],
  version: "1",
  columns: [
    column("_row", "bigint"),
    column("x", "double"),
    column("ids", "integer[]"),
    column("y", "double[]"),
    column("z", "double"),
  ],
};

let folder: string;
let written: number;
beforeAll(async () => {
  folder = temporaryFolder();
  const parquet = join(folder, "train.parquet");
  // Row groups that no batch and no chunk divides, nulls on both sides of each cut, and lists of up to 40 elements.
  await query(
    `COPY (SELECT i AS _row, CASE WHEN i % 5 > 0 THEN i / 4 END AS x, range(i % 41)::INTEGER[] AS ids,
        CASE WHEN i % 2 = 0 THEN [] ELSE [i, NULL, -i] END::DOUBLE[] AS y,
        CASE WHEN i > 0 THEN i END::DOUBLE AS z FROM range(${rows}) AS t(i))
      TO '${parquet}' (FORMAT parquet, ROW_GROUP_SIZE 10240)`,
  );
  await using session = await openSession({ memoryBytes: 2 ** 29, threads: 1, tempDir: join(folder, "duckdb") });
  const path = join(folder, "train.arrow");
  written = await writeArrowFeed(session, { facts, parquet, path, signal: new AbortController().signal });
});

it("writes batches of 65,536 rows, the last one shorter", () => {
  const { batches } = tableFromIPC(readFileSync(join(folder, "train.arrow")));
  expect(batches.map(({ numRows }) => numRows)).toEqual([65_536, 65_536, rows - 131_072]);
  expect(written).toBe(rows);
});

it("keeps every value across the cuts, nulls and empty lists too", () => {
  const table = tableFromIPC(readFileSync(join(folder, "train.arrow")));
  const wrong = table.toArray().filter((row, i) => {
    const { _row, x, ids, y } = row.toJSON();
    const list = i % 2 === 0 ? [] : [i, null, -i];
    const same = Number(_row) === i && x === (i % 5 > 0 ? i / 4 : null) && ids.length === i % 41;
    return !same || [...ids].some((id, l) => id !== l) || String([...y]) !== String(list);
  });
  expect(wrong).toEqual([]);
  expect(table.getChild("x")?.nullCount).toBe(rows / 5);
});

it("has a validity bit for every row when only the first one is null", () => {
  const [data] = tableFromIPC(readFileSync(join(folder, "train.arrow"))).getChild("z")?.data ?? [];
  expect(data.nullCount).toBe(1);
  expect(data.nullBitmap.length).toBeGreaterThanOrEqual(65_536 / 8);
});

it("is also a stream behind its eight bytes of magic, as the format wants", () => {
  const bytes = readFileSync(join(folder, "train.arrow"));
  expect(bytes.subarray(0, 6).toString()).toBe("ARROW1");
  const stream = RecordBatchReader.from(bytes.subarray(8));
  expect([...stream].reduce((sum, batch) => sum + batch.numRows, 0)).toBe(rows);
});

it("stops when it is told to", async () => {
  await using session = await openSession({ memoryBytes: 2 ** 29, threads: 1, tempDir: join(folder, "duckdb") });
  const target = { facts, parquet: join(folder, "train.parquet"), path: join(folder, "stopped.arrow") };
  await expect(writeArrowFeed(session, { ...target, signal: AbortSignal.abort() })).rejects.toThrow("aborted");
});
