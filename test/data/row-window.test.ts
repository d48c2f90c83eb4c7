import { DuckDBInstance } from "@duckdb/node-api";
import { expect, it } from "vitest";
import { BatchBuffers, RowWindow } from "../../src/data/row-window.ts";

/** List i holds i, i + 1 … i % 4 numbers of them. */
const rows =
  "SELECT CAST(i AS BIGINT) AS row, 0 AS domain, CAST(i % 2 AS INTEGER) AS label, list_transform(range(i % 4), l -> CAST(i + l AS INTEGER)) AS ids FROM range(5000) AS r(i)";

/** The lists of a query's rows, read by a window and copied into a batch. */
async function listsOf(query: string): Promise<{ row: number; ids: number[] }[]> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const result = await connection.stream(query);
  const window = new RowWindow(5000, [true]);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    window.append(chunk, 0);
  }
  connection.closeSync();
  const batch = new BatchBuffers(5000, [true]);
  const copied = window.copyInto(batch, window.positions(), 0, window.rows);
  while (copied.next().done !== true);
  const { row, features } = batch.view();
  const { ids, offsets } = features[0];
  return Array.from(row.subarray(0, batch.rows), (at, b) => ({
    row: at,
    ids: Array.from(ids.subarray(offsets![b], offsets![b + 1])), // It is a sequence.
  }));
}

it.each([
  ["in the order of the table", rows],
  ["that a condition leaves", `FROM (${rows}) WHERE row % 3 = 1`],
  ["in another order", `FROM (${rows}) ORDER BY row % 7, row DESC`],
])("keeps lists with their rows, %s", async (_, query) => {
  const lists = await listsOf(query);
  expect(lists.length).toBeGreaterThan(1000);
  const expected = lists.map(({ row }) => Array.from({ length: row % 4 }, (__, l) => row + l));
  expect(lists.map(({ ids }) => ids)).toEqual(expected);
});

it("keeps the places of rows beyond 2^32 in a log", async () => {
  const lists = await listsOf(`SELECT * REPLACE (row + 5 * 2147483648 AS row) FROM (${rows})`);
  expect(lists.map(({ row }) => row)).toEqual(Array.from({ length: 5000 }, (_, i) => i + 5 * 2 ** 31));
});
