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
    let fail = (): void => {};
    const failed = new Promise<void>((resolve) => (fail = resolve));
    const work = session.concurrently([0, 1, 2, 3], async (thread, i) => {
      begun.push(i);
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
