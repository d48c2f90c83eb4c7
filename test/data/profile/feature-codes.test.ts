import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/data/identifiers.ts";
import { FeatureCodes } from "../../../src/data/profile/feature-codes.ts";
import { elementCount, writeScalarValues, writeSequenceValues } from "../../../src/data/profile/write-values.ts";
import { partRanges } from "../../../src/data/row-ranges.ts";
import { createRowsView } from "../../../src/data/rows-view.ts";
import { openSession } from "../../../src/data/session.ts";
import { loadSql } from "../../../src/data/sql-file.ts";
import { query } from "../../support/audited-log.ts";
import { type TypedFeature, typedLog, type TypedLog, type TypedLogOptions } from "../../support/typed-log.ts";

const texts = ["x", "", "\ufeffx", "é", "é\u0301", "🦊", "長い", "aaaaaaaab", "aaaaaaaa", "aaaaaaaac", "x\u0001", "X"];
const numbers = ["0", "1.5", "-1.5", "nan", "-nan", "inf", "-inf", "5e-324", "-5e-324", "1e150", "1.1e150", "-1e300"];

/** One of `values` by the number of a row, and NULL. */
function oneOf(values: readonly string[]): string {
  const list = [...values.map((value) => `'${value}'`), "NULL"].join(", ");
  return `[${list}][1 + CAST(hash(i * 7) % ${values.length + 1} AS BIGINT)]`;
}

const features: TypedFeature[] = [
  { name: "text", type: "VARCHAR", value: oneOf(texts) },
  { name: "always.there", type: "VARCHAR", value: "'v' || i % 13" },
  { name: "unique", type: "VARCHAR", value: "'a rather long value ' || hash(i)" },
  { name: "same", type: "VARCHAR", value: "'s'" },
  { name: "never", type: "VARCHAR", value: "NULL" },
  { name: "late", type: "VARCHAR", value: "CASE WHEN i > 4000 THEN 'l' || i % 3 END" },
  { name: "number", type: "DOUBLE", value: oneOf(numbers) },
  { name: "decimal", type: "DOUBLE", value: "hash(i) / 7" },
  { name: "no number", type: "DOUBLE", value: "NULL" },
];

/** A list of up to eight of `values` with repetitions, NULL, or an empty one. */
function listOf(values: readonly string[]): string {
  const elements = `list_transform(range(CAST(hash(i) % 9 AS BIGINT)), lambda j: ${oneOf(values).replaceAll("i * 7", "i * 7 + j * j")})`;
  return `CASE WHEN i % 5 = 3 THEN NULL ELSE ${elements} END`;
}

const lists: TypedFeature[] = [
  { name: "tags", type: "VARCHAR[]", value: listOf(texts) },
  { name: "bids", type: "DOUBLE[]", value: listOf(["-0", ...numbers.filter((number) => !/^-?1\.?1?e/.test(number))]) },
  { name: "one each", type: "VARCHAR[]", value: "['v' || i % 7]" },
  { name: "never.there", type: "VARCHAR[]", value: "NULL" },
  { name: "always empty", type: "DOUBLE[]", value: "[]" },
  { name: "null elements", type: "VARCHAR[]", value: "[NULL, 'x', NULL]" },
  {
    name: "long",
    type: "VARCHAR[]",
    value: "CASE WHEN i % 500 = 0 THEN list_transform(range(3000), lambda j: 'l' || j % 7) END",
  },
  { name: "unique", type: "VARCHAR[]", value: "['u' || i, 'w' || i]" },
];

const megabyte = 2 ** 20;

/** The value counts of each feature by its codes, and by SQL; null where codes were not enough. */
async function counted(
  { folder, ingest, parts }: TypedLog,
  bytesPerThread = 64 * megabyte,
): Promise<{ byCodes: (Buffer | null)[]; bySql: Buffer[] }> {
  await using session = await openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir: join(folder, "temp") });
  const limits = { threads: 1, bytesPerThread, signal: new AbortController().signal };
  await using codes = await FeatureCodes.open({ ingest, parts, scratchDir: join(folder, "codes") }, limits);
  await createRowsView(session, parts, ingest);
  const ranges = await partRanges(session, parts, sql`typed_rows._row`);
  const byCodes: (Buffer | null)[] = [];
  const bySql: Buffer[] = [];
  for (const [f, feature] of ingest.features.entries()) {
    const [mine, theirs] = ["codes", "sql"].map((name) => join(folder, `${name}-${f}.parquet`));
    byCodes.push((await codes.write(session, f, mine)) === undefined ? null : readFileSync(mine));
    if (feature.sequence) await writeSequenceValues(session, { ingest, ranges }, feature, theirs);
    else await writeScalarValues(session, feature, theirs);
    bySql.push(readFileSync(theirs));
  }
  return { byCodes, bySql };
}

describe.each<[string, TypedLogOptions]>([
  ["one row group", {}],
  ["many row groups", { options: "COMPRESSION zstd, ROW_GROUP_SIZE 2048" }],
  ["several parts", { parts: 3 }],
  [
    "several parts with many row groups, uncompressed",
    { parts: 2, options: "COMPRESSION uncompressed, ROW_GROUP_SIZE 2048" },
  ],
  ["no dictionaries", { options: "COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 1" }],
  ["dictionaries for all", { options: "COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 1000000" }],
  ["64 domains", { domains: 64 }],
  ["one domain", { domains: 1 }],
  ["one row", { rows: 1 }],
  ["no rows", { rows: 0 }],
])("with %s", (_, options) => {
  it.each([
    ["scalars", features],
    ["lists", lists],
  ])("counts of codes are those of SQL, byte by byte: %s", async (__, columns) => {
    const { byCodes, bySql } = await counted(await typedLog(columns, options));
    expect(byCodes.map((bytes, f) => bytes?.equals(bySql[f]))).toEqual(columns.map(() => true));
  });
});

it("says how many rows of each domain have no elements", async () => {
  const { folder, ingest, parts } = await typedLog(lists.slice(0, 2), { parts: 2, domains: 3 });
  await using session = await openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir: join(folder, "temp") });
  const limits = { threads: 1, bytesPerThread: 64 * megabyte, signal: new AbortController().signal };
  await using codes = await FeatureCodes.open({ ingest, parts, scratchDir: join(folder, "codes") }, limits);
  await createRowsView(session, parts, ingest);
  for (const [f, feature] of ingest.features.entries()) {
    const { sequenceRows } = (await codes.write(session, f, join(folder, `${f}`))) ?? {};
    const length = elementCount(feature);
    expect(sequenceRows).toEqual(await session.rows(loadSql("profile/sequence-rows", { length }), {}, z.unknown()));
  }
});

it("counts more values than a row group of the result has", async () => {
  const unique: TypedFeature = { name: "unique", type: "VARCHAR", value: "'u' || hash(i)" };
  const { byCodes, bySql } = await counted(await typedLog([unique], { rows: 300_000 }), 128 * megabyte);
  expect(byCodes[0]?.equals(bySql[0])).toBe(true);
});

it("takes -0 and 0 for one value", async () => {
  const zero: TypedFeature = { name: "zero", type: "DOUBLE", value: "['0', '-0', '-0.5'][1 + i % 3]" };
  const log = await typedLog([zero], { rows: 300, domains: 1 });
  await counted(log);
  const rows = (name: string): Promise<unknown> =>
    query(
      `SELECT CAST(value + 0 AS VARCHAR) AS value, SUM(rows) AS rows FROM '${join(log.folder, name)}' GROUP BY 1 ORDER BY 1`,
    );
  expect(await rows("codes-0.parquet")).toEqual(await rows("sql-0.parquet"));
  expect(await rows("codes-0.parquet")).toEqual([
    { value: "-0.5", rows: "100" },
    { value: "0.0", rows: "200" },
  ]);
});

it.each([
  ["compressed otherwise", { options: "COMPRESSION snappy" }],
  ["encoded otherwise", { options: "COMPRESSION zstd, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1" }],
])("leaves to SQL what is %s", async (_, options) => {
  const { byCodes } = await counted(await typedLog([features[2]], options));
  expect(byCodes).toEqual([null]);
});

it("leaves to SQL what takes more memory than there may be, and counts the next", async () => {
  const { byCodes } = await counted(await typedLog([features[2], features[3]], { rows: 50_000 }), 3 * megabyte);
  expect(byCodes.map((bytes) => bytes !== null)).toEqual([false, true]);
});

it("leaves everything to SQL where even the domains take more memory", async () => {
  const { byCodes } = await counted(await typedLog([features[3]]), 1000);
  expect(byCodes).toEqual([null]);
});
