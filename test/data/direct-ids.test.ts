import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { type DirectLimits, directIds } from "../../src/data/encode/direct-ids.ts";
import { quoteIdentifier, sql } from "../../src/data/identifiers.ts";
import { openSession, type Session } from "../../src/data/session.ts";
import { temporaryFolder } from "../support/run-stage.ts";

const limits: DirectLimits = { listed: 10, characters: 100, enumerated: 10, enumeratedInAll: 12 };
const scalar = { ids: "colours", sequence: false };
const sequence = { ids: "colours", sequence: true };

let session: Session;
beforeAll(async () => {
  session = await openSession({ memoryBytes: 2 ** 29, threads: 2, tempDir: temporaryFolder() });
  // Ids as a vocabulary has them: 3 and 4 are named, two values are rare, one was never seen in training.
  await session.run(`CREATE TABLE colours AS SELECT * FROM (VALUES
    ('red', 4), ('it''s "blue"', 3), ('', 2), ('green', 2), ('aqua', 0), (NULL, 1)) AS t(value, id)`);
  await session.run(
    "CREATE TABLE shapes AS SELECT * FROM (VALUES ('b', 3), ('a', 4), ('c', 5), (NULL, 1)) AS t(value, id)",
  );
  await session.run(
    "CREATE TABLE odd AS SELECT * FROM (VALUES ('a' || chr(0), 3), ('b', 4), (NULL, 1)) AS t(value, id)",
  );
  await session.run(
    "CREATE TABLE many AS SELECT CAST(i AS VARCHAR) AS value, CAST(i + 3 AS INTEGER) AS id FROM range(11) AS t(i)",
  );
});
afterAll(() => session.close());

const idRow = z.object({ found: z.array(z.number()), expected: z.array(z.number()) });

it.each(["colours", "shapes"])("finds the ids of scalars and of lists that a join with %s finds", async (ids) => {
  const [ofScalar, ofList] = await directIds(
    session,
    [
      { ids, sequence: false },
      { ids, sequence: true },
    ],
    limits,
  );
  const table = quoteIdentifier(ids);
  const [scalars] = await session.rows(
    sql`SELECT list(${ofScalar!(sql`value`)} ORDER BY id, value) AS found, list(id ORDER BY id, value) AS expected FROM ${table}`,
    {},
    idRow,
  );
  expect(scalars.found).toEqual(scalars.expected);
  const [lists] = await session.rows(
    sql`SELECT ${ofList!(sql`list(value ORDER BY id, value)`)} AS found, list(id ORDER BY id, value) AS expected FROM ${table}`,
    {},
    idRow,
  );
  expect(lists.found).toEqual(lists.expected);
  const [rest] = await session.rows(
    sql`SELECT ${ofList!(sql`CAST([] AS VARCHAR[])`)} AS found, coalesce(${ofList!(sql`CAST(NULL AS VARCHAR[])`)}, [7]) AS expected`,
    {},
    idRow,
  );
  expect(rest).toEqual({ found: [], expected: [7] });
});

it("leaves to a join what is too much for a statement or a type, and what no literal holds", async () => {
  const few = { ...limits, listed: 4 };
  const short = { ...limits, characters: 20 };
  const found = [
    await directIds(session, [scalar, undefined], few),
    await directIds(session, [scalar], short),
    await directIds(session, [{ ids: "odd", sequence: false }], limits),
    await directIds(
      session,
      [
        { ids: "many", sequence: false },
        { ids: "many", sequence: true },
      ],
      limits,
    ),
  ];
  expect(found.flat()).toEqual(Array.from({ length: 6 }));
  // Five values of colours and three of shapes; a table that features share counts once.
  const shapes = { ids: "shapes", sequence: true };
  const types = await directIds(session, [sequence, sequence, shapes], { ...limits, enumeratedInAll: 7 });
  expect(types.map((ids) => ids !== undefined)).toEqual([true, true, false]);
});
