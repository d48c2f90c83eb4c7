import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import { encodeSchema } from "../../src/data/artifacts/encode.ts";
import { feedColumns } from "../../src/data/feed/columns.ts";
import { readRowUsers } from "../../src/data/row-users.ts";
import { openSession } from "../../src/data/session.ts";
import { encodeStage } from "../../src/stages/encode.ts";
import { artifact, profiledLog, query } from "../support/audited-log.ts";
import { runStage, temporaryFolder } from "../support/run-stage.ts";

/** Forty rows of the users "ann", "bob" and nobody in turn; every value of `x` is rare, so that a vocabulary would fold it. */
function logText(): string {
  const lines = Array.from({ length: 40 }, (_, i) => [
    i % 2 === 0 ? "post" : "product",
    i % 3 === 0 ? 1 : 0,
    i,
    `v${i}`,
    ["bob", "ann", ""][i % 3],
  ]);
  return ["d,y,k,x,u", ...lines.map((line) => line.join(","))].join("\n");
}

async function encoded(more: Partial<ConfigInput>): Promise<string> {
  const log = await profiledLog(logText(), { split: { by: "hash", key: ["k"] }, ...more });
  await runStage(encodeStage, log);
  return log.run;
}

const allRows = (run: string): string => `read_parquet('${run}/03-encode/rows/*/*.parquet')`;

describe("the users of encoded rows", () => {
  let run: string;
  beforeAll(async () => {
    run = await encoded({ user: "u" });
  });

  it("are numbered in the order of their texts, rare ones too, and a row without one has -1", async () => {
    const found = await query(`SELECT DISTINCT _row % 3 AS turn, _user FROM ${allRows(run)} ORDER BY turn`);
    expect(found.map(({ _user }) => _user)).toEqual([1, 0, -1]);
    expect(encodeSchema.parse(artifact(run, "03-encode/encode.json")).users).toBe(2);
  });

  it("are not there without a user in the config", async () => {
    const without = await encoded({});
    const columns = await query(`SELECT column_name FROM (DESCRIBE SELECT * FROM ${allRows(without)})`);
    expect(columns.map((column) => column["column_name"])).toEqual(["_row", "_domain", "_label", "x"]);
    expect(artifact(without, "03-encode/encode.json")).not.toHaveProperty("users");
  });

  it("are read for one domain, with their training rows of all domains", async () => {
    const [{ n }] = await query(
      `SELECT CAST(COUNT(*) AS INTEGER) AS n FROM ${allRows(run).replace("/*/", "/test/")} WHERE _domain = 1`,
    );
    await using session = await openSession({ memoryBytes: 2 ** 29, threads: 1, tempDir: temporaryFolder() });
    const which = { split: "test", domain: 1, rows: Number(n) } as const;
    const { user, trainingRows } = await readRowUsers(session, join(run, "03-encode"), which);
    const rows = await query(
      `SELECT CAST(_row AS INTEGER) AS at, _user FROM ${allRows(run).replace("/*/", "/test/")} WHERE _domain = 1 ORDER BY _row`,
    );
    expect(Array.from(user)).toEqual(rows.map(({ at }) => [1, 0, -1][Number(at) % 3]));
    const training = await query(`SELECT CAST(_row AS INTEGER) AS at FROM ${allRows(run).replace("/*/", "/train/")}`);
    const ofTurn = (turn: number): number => training.filter(({ at }) => Number(at) % 3 === turn).length;
    const expected = rows.map(({ at }) => [ofTurn(0), ofTurn(1), 0][Number(at) % 3]);
    expect(Array.from(trainingRows)).toEqual(expected);
  });

  it("are no column of the training feed", () => {
    const encode = encodeSchema.parse(artifact(run, "03-encode/encode.json"));
    expect(feedColumns(encode, new Set()).map(({ name }) => name)).toEqual(["_row", "_domain", "_label", "x"]);
  });
});
