import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { quoteList, sql } from "../../../src/data/identifiers.ts";
import { openSession } from "../../../src/data/session.ts";
import { loadSql } from "../../../src/data/sql-file.ts";
import { createRng } from "../../../src/util/rng.ts";
import { query } from "../../support/audited-log.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

const ids = 50;
const firstRow = 100;
const rng = createRng(5, "sequence values test");
/** Lists of every length up to 40, a sixth of them empty; ids repeat. */
const lists = Array.from({ length: 3000 }, (_, i) => {
  const length = i % 6 === 0 ? 0 : Math.floor(41 * rng.uniform());
  return Array.from({ length }, () => Math.floor(ids * rng.uniform()));
});
/** By id: neither values nor buckets ascend, and id 0 has no value. */
const support = Array.from({ length: ids }, (_, id) => ({
  value: id === 0 ? null : ((id * 31) % 17) - 8.5,
  bucket: (id * 7) % 10,
}));

const folder = temporaryFolder();
const part = join(folder, "part.parquet");
const literal = (list: readonly unknown[]): string => `[${list.join(", ")}]`;
beforeAll(async () => {
  await query(
    `COPY (SELECT ${firstRow} + i AS _row, CAST(bids AS INTEGER[]) AS bids
     FROM (SELECT generate_subscripts(lists, 1) AS i, unnest(lists) AS bids FROM (SELECT ${literal(lists.map(literal))} AS lists)))
     TO '${part}' (FORMAT parquet)`,
  );
});

const mappedRow = z.object({ _row: z.number(), numbers: z.array(z.number().nullable()), buckets: z.array(z.number()) });

/** What the query gives of the rows from `low` to `high`, by row. */
async function mapped(low: number, high: number): Promise<z.infer<typeof mappedRow>[]> {
  await using session = await openSession({ memoryBytes: 2 ** 29, threads: 2, tempDir: join(folder, "temp") });
  const values = support.map(({ value, bucket }, id) => `(${id}, CAST(${value} AS DOUBLE), ${bucket})`);
  await session.run(`CREATE TABLE support_0 AS SELECT * FROM (VALUES ${values.join(", ")}) AS t(id, value, bucket)`);
  const chosen = sql`encoded._row BETWEEN ${low} AND ${high}`;
  const fragments = { feature: sql`bids`, support: sql`support_0`, parts: quoteList([part]), chosen };
  const found = await session.rows(loadSql("select/sequence-values", fragments), {}, mappedRow);
  return found.toSorted((a, b) => a._row - b._row);
}

/** The same, looked up one element after the other. */
function lookedUp(low: number, high: number): z.infer<typeof mappedRow>[] {
  const rows = lists.map((list, i) => ({
    _row: firstRow + 1 + i,
    numbers: list.map((id) => support[id].value),
    buckets: list.map((id) => support[id].bucket),
  }));
  return rows.filter(({ _row }) => _row >= low && _row <= high);
}

it.each([
  ["all rows", firstRow + 1, firstRow + lists.length],
  ["some rows", 500, 1499],
])("gives %s, empty ones too, each element's value and bucket in its place", async (_, low, high) => {
  expect(await mapped(low, high)).toEqual(lookedUp(low, high));
});
