import { setImmediate } from "node:timers/promises";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { openSession, type Session } from "../../src/data/session.ts";
import { temporaryFolder } from "../support/run-stage.ts";

const sumRow = z.object({ n: z.number() });

async function opened(): Promise<Session> {
  const tempDir = join(temporaryFolder(), "duckdb");
  mkdirSync(tempDir);
  return await openSession({ memoryBytes: 2 ** 28, threads: 2, tempDir });
}

describe("work at once in one session", () => {
  it("does each item once, with the tables of the session and temporary ones of its own", async () => {
    await using session = await opened();
    await session.run("CREATE TABLE tens AS SELECT 10 * i AS ten FROM range(5) AS t(i)");
    const sums: number[] = [];
    await session.concurrently([0, 1, 2, 3, 4], async (thread, i) => {
      await thread.run(`CREATE OR REPLACE TEMP TABLE mine AS SELECT ten + ${i} AS n FROM tens WHERE ten = ${10 * i}`);
      const [{ n }] = await thread.rows("SELECT n FROM mine", {}, sumRow);
      sums.push(n);
    });
    expect(sums.toSorted((a, b) => a - b)).toEqual([0, 11, 22, 33, 44]);
  });

  it("throws the first failure when all work has stopped, and begins no more", async () => {
    await using session = await opened();
    const begun: number[] = [];
    const done: number[] = [];
    let [fail, begin] = [(): void => {}, (): void => {}];
    const failed = new Promise<void>((resolve) => (fail = resolve));
    const bothBegun = new Promise<void>((resolve) => (begin = resolve));
    const work = session.concurrently([0, 1, 2, 3], async (thread, i) => {
      begun.push(i);
      if (i === 1) begin();
      await bothBegun;
      await thread.run(i === 0 ? "SELECT no_such_column" : "SELECT 1").catch((error: unknown) => {
        fail();
        throw error;
      });
      // The other's failure comes first, and is known when what waits for it has had its turn.
      await failed;
      await setImmediate();
      done.push(i);
    });
    await expect(work).rejects.toThrow(/no_such_column/);
    expect(begun).toEqual([0, 1]);
    expect(done).toEqual([1]);
  });

  it("has all its threads again afterwards", async () => {
    await using session = await opened();
    await session.concurrently([], () => Promise.resolve());
    const [{ n }] = await session.rows("SELECT CAST(current_setting('threads') AS BIGINT) AS n", {}, sumRow);
    expect(n).toBe(2);
  });
});

const texts = ["\uFEFFa", "a", "\uFEFF and more than twelve letters", "\uFEFF", "a\uFEFF", "é\0漢"];

it("gives texts as they are, also where they begin with a byte order mark", async () => {
  await using session = await opened();
  const codes = texts.map((text) => Array.from(text, (letter) => `chr(${letter.codePointAt(0)})`).join(" || "));
  const statement = `SELECT text FROM (VALUES ${codes.map((code, i) => `(${i}, ${code})`).join(", ")}) AS t(i, text) ORDER BY i`;
  const rows = await session.rows(statement, {}, z.object({ text: z.string() }));
  expect(rows.map(({ text }) => text)).toEqual(texts);
  const streamed: unknown[] = [];
  for await (const chunk of session.stream(statement)) streamed.push(...chunk.getColumnValues(0));
  expect(streamed).toEqual(texts);
});

describe("a result that is read in pieces", () => {
  const many = "SELECT CAST(i AS INTEGER) AS n FROM range(100000) AS t(i)";

  it("is an error where another statement ends it", async () => {
    await using session = await opened();
    const read = async (): Promise<void> => {
      for await (const chunk of session.stream(many)) if (chunk.rowCount > 0) await session.run("SELECT 1");
    };
    await expect(read()).rejects.toThrow(/another statement was begun/);
  });

  it("is whole beside statements of other connections", async () => {
    await using session = await opened();
    await session.run("CREATE TABLE seven AS SELECT 7 AS n");
    let rows = 0;
    for await (const chunk of session.stream(many)) {
      rows += chunk.rowCount;
      const found = await session.apart((own) => own.rows("FROM seven", {}, sumRow));
      expect(found).toEqual([{ n: 7 }]);
    }
    expect(rows).toBe(100_000);
  });
});

describe("the order of rows", () => {
  const few = "i // 2048 % 5 = 0 OR i % 500 = 3";
  const values = Array.from({ length: 30 }, (_, v) => `'s${37 * v}'`).join(", ");

  it.each([
    ["a join", `SELECT i FROM numbers LEFT JOIN names ON k = i % 1000 WHERE ${few}`],
    [
      "a condition with many values",
      `SELECT i FROM numbers WHERE 's' || CAST(hash(i) % 1000 AS VARCHAR) IN (${values})`,
    ],
  ])("is kept through %s, where few rows are left of some thousands", async (_, query) => {
    const folder = temporaryFolder();
    await using session = await openSession({ memoryBytes: 2 ** 28, threads: 2, tempDir: join(folder, "duckdb") });
    await session.run("CREATE TABLE numbers AS SELECT i FROM range(500000) AS t(i)");
    await session.run(
      "CREATE TABLE names AS SELECT i AS k, 's' || CAST(i AS VARCHAR) AS name FROM range(1000) AS t(i)",
    );
    const misplaced = async (path: string): Promise<number> => {
      const before = "lag(i) OVER (ORDER BY file_row_number) AS before";
      const statement = `SELECT COUNT(*) AS n FROM (SELECT i, ${before} FROM read_parquet($path, file_row_number = true)) WHERE i <= before`;
      const [{ n }] = await session.rows(statement, { path }, sumRow);
      return n;
    };
    const paths = ["by-itself", "at-once"].map((name) => join(folder, `${name}.parquet`));
    await session.writeParquet(query, paths[0]);
    await session.concurrently([paths[1]], async (thread, path) => await thread.writeParquet(query, path));
    expect([await misplaced(paths[0]), await misplaced(paths[1])]).toEqual([0, 0]);
  });
});
