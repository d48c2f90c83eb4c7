import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import type { IngestArtifact } from "../../src/data/artifacts/ingest.ts";
import { createNarrowView, createRowsView } from "../../src/data/rows-view.ts";
import { openSession } from "../../src/data/session.ts";
import { query } from "../support/audited-log.ts";
import { temporaryFolder } from "../support/run-stage.ts";

// What is read of ingest.json: domains, the cuts of the splits, and features, two of them with numbers that nothing can be computed with.
const ingest = {
  domains: [{ name: "a" }, { name: "b" }],
  split: { cuts: ["1", "2"] },
  hasUser: true,
  hasItem: false,
  features: [
    { name: "site", kind: "categorical", sequence: false },
    { name: "price", kind: "numerical", sequence: false, unusable: 1 },
    { name: "bids", kind: "numerical", sequence: true, unusable: 2 },
  ],
} as unknown as IngestArtifact; // The rest of it is not read.

const folder = temporaryFolder();
const part = join(folder, "part.parquet");
beforeAll(async () => {
  mkdirSync(join(folder, "temp"));
  const own = "i AS _row, i AS _split_value, ['b', 'a'][1 + i % 2] AS _domain, 1 AS _label, 'u' || i AS _user";
  const features =
    "'s' || i AS site, CAST(['1.5', 'inf', NULL][i + 1] AS DOUBLE) AS price, CAST(['1', 'nan', 'inf', '-nan', '-inf'] AS DOUBLE[]) AS bids";
  await query(`COPY (SELECT ${own}, ${features} FROM range(3) AS t(i)) TO '${part}' (FORMAT parquet)`);
});

/** The rows of a view of these features. */
async function rowsOf(names: readonly string[], columns: string): Promise<unknown[]> {
  await using session = await openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir: join(folder, "temp") });
  if (names.length === 0) await createRowsView(session, [part], ingest);
  else await createNarrowView(session, [part], ingest, names);
  return await session.rows(`SELECT ${columns} FROM typed_rows ORDER BY _row`, {}, z.unknown());
}

const own = "_row, _domain, _domain_index, _split, _label, _user";

it("gives null for numbers that nothing can be computed with, and index and split of each row", async () => {
  expect(await rowsOf([], `${own}, price, CAST(bids AS VARCHAR) AS bids`)).toEqual([
    {
      _row: 0,
      _domain: "b",
      _domain_index: 1,
      _split: 0,
      _label: 1,
      _user: "u0",
      price: 1.5,
      bids: "[1.0, NULL, NULL, NULL, NULL]",
    },
    {
      _row: 1,
      _domain: "a",
      _domain_index: 0,
      _split: 1,
      _label: 1,
      _user: "u1",
      price: null,
      bids: "[1.0, NULL, NULL, NULL, NULL]",
    },
    {
      _row: 2,
      _domain: "b",
      _domain_index: 1,
      _split: 2,
      _label: 1,
      _user: "u2",
      price: null,
      bids: "[1.0, NULL, NULL, NULL, NULL]",
    },
  ]);
});

it.each([[["price"]], [["bids", "site"]], [["site"]]])("is the same rows with the features %j alone", async (names) => {
  const columns = `${own}, ${names.map((name) => `CAST(${name} AS VARCHAR) AS ${name}`).join(", ")}`;
  expect(await rowsOf(names, columns)).toEqual(await rowsOf([], columns));
});

it("has no other feature", async () => {
  await expect(rowsOf(["site"], "price")).rejects.toThrow(/price/);
});
