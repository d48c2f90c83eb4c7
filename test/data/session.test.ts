import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { openSession } from "../../src/data/session.ts";
import { temporaryFolder } from "../support/run-stage.ts";

const texts = ["\uFEFFa", "a", "\uFEFF and more than twelve letters", "\uFEFF", "a\uFEFF", "é\0漢"];

it("gives texts as they are, also where they begin with a byte order mark", async () => {
  await using session = await openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir: join(temporaryFolder(), "t") });
  const codes = texts.map((text) => Array.from(text, (letter) => `chr(${letter.codePointAt(0)})`).join(" || "));
  const statement = `SELECT text FROM (VALUES ${codes.map((code, i) => `(${i}, ${code})`).join(", ")}) AS t(i, text) ORDER BY i`;
  const rows = await session.rows(statement, {}, z.object({ text: z.string() }));
  expect(rows.map(({ text }) => text)).toEqual(texts);
  const streamed: unknown[] = [];
  for await (const chunk of session.stream(statement)) streamed.push(...chunk.getColumnValues(0));
  expect(streamed).toEqual(texts);
});
