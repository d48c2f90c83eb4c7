import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { quoteLiteral, quotePath, quotePaths, readerPath, sql } from "../../src/data/identifiers.ts";
import { openSession, type Session } from "../../src/data/session.ts";
import { query } from "../support/audited-log.ts";
import { temporaryFolder } from "../support/run-stage.ts";

const folder = temporaryFolder();
/** Each name is a pattern for the one behind it, or would be if it were not quoted; a file holds its place in the list. */
const names = ["a[1]", "a1", "a*b", "axb", "a?c", "ayc", "runs[1]/p", "runs1/p", "b\\[1]", "b1", "{a,b}", "a"];
const places = names.map((name, place) => [name, place] as const);

beforeAll(async () => {
  for (const [name, place] of places) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    for (const format of ["parquet", "csv", "json"]) {
      await query(`COPY (SELECT ${place} AS place) TO ${quoteLiteral(`${path}.${format}`)} (FORMAT ${format})`);
    }
  }
});

/** A session that reaches all of the files: some by their folder, others by their paths. */
function open(): Promise<Session> {
  const files = names.flatMap((name) => ["parquet", "csv", "json"].map((format) => join(folder, `${name}.${format}`)));
  const folders = ["runs[1]", "runs1", "temp"].map((name) => join(folder, name));
  return openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir: join(folder, "temp"), folders, files });
}

const placeRow = z.object({ place: z.number() });
const fileRow = z.object({ file_name: z.string() });

describe("quotePath", () => {
  it.each(places)("gives read_parquet, read_csv and read_json the file %s and no other", async (name, place) => {
    await using session = await open();
    const path = join(folder, name);
    const readers = [
      sql`read_parquet(${quotePath(`${path}.parquet`)})`,
      sql`read_csv(${quotePath(`${path}.csv`)})`,
      sql`read_json(${quotePath(`${path}.json`)})`,
    ];
    const found = [];
    for (const reader of readers) found.push(...(await session.rows(`SELECT place FROM ${reader}`, {}, placeRow)));
    expect(found).toEqual([{ place }, { place }, { place }]);
  });

  it.each(["parquet_file_metadata", "parquet_metadata", "parquet_schema"])("gives %s the file", async (reader) => {
    await using session = await open();
    const path = join(folder, "a[1].parquet");
    const found = await session.rows(`SELECT DISTINCT file_name FROM ${reader}(${quotePath(path)})`, {}, fileRow);
    expect(found).toEqual([{ file_name: path }]);
  });
});

it("gives a list of files, each once", async () => {
  await using session = await open();
  const paths = names.map((name) => join(folder, `${name}.parquet`));
  const found = await session.rows(`SELECT place FROM read_parquet(${quotePaths(paths)})`, {}, placeRow);
  expect(found.map(({ place }) => place)).toEqual([...names.keys()]);
});

it("gives a path as a parameter", async () => {
  await using session = await open();
  const path = readerPath(join(folder, "a[1].parquet"));
  expect(await session.rows("SELECT place FROM read_parquet($path)", { path }, placeRow)).toEqual([{ place: 0 }]);
});
