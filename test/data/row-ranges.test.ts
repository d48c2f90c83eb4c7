import { join } from "node:path";
import { expect, it } from "vitest";
import { sql } from "../../src/data/identifiers.ts";
import { partRanges, rowGroups } from "../../src/data/row-ranges.ts";
import { openSession } from "../../src/data/session.ts";
import { temporaryFolder } from "../support/run-stage.ts";

it("cuts the rows of parts between row groups", async () => {
  const folder = temporaryFolder();
  await using session = await openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir: join(folder, "duckdb") });
  const path = join(folder, "rows.parquet");
  await session.writeParquet("SELECT CAST(i AS BIGINT) AS _row FROM range(400000) AS t(i)", path);
  const ranges = await partRanges(session, [path], sql`_row`);
  expect(ranges.map(({ chosen }) => chosen)).toEqual(["_row BETWEEN 0 AND 245759", "_row BETWEEN 245760 AND 399999"]);
});

it("refuses rows that are not in their order, which a range would leave out", async () => {
  const folder = temporaryFolder();
  await using session = await openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir: join(folder, "duckdb") });
  const path = join(folder, "rows.parquet");
  // The first ten rows stand behind the first row group.
  await session.writeParquet("SELECT CAST((i + 10) % 200000 AS BIGINT) AS _row FROM range(200000) AS t(i)", path);
  await expect(rowGroups(session, path)).rejects.toMatchObject({
    code: "internal",
    message: expect.stringContaining("the rows of rows.parquet are not in their order"),
  });
});
