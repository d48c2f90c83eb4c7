import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { quoteLiteral } from "../../../src/data/identifiers.ts";
import { query } from "../../support/audited-log.ts";
import { readLog } from "../../support/read-log.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}

/** Writes another number wherever the footer of a Parquet file has this one. */
function replaceInFooter(path: string, from: bigint, to: bigint): number {
  const bytes = readFileSync(path);
  let at = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
  let replaced = 0;
  for (at = bytes.indexOf(int64(from), at); at >= 0; at = bytes.indexOf(int64(from), at)) {
    int64(to).copy(bytes, at);
    replaced++;
  }
  writeFileSync(path, bytes);
  return replaced;
}

it("decides by the rows of a Parquet file, not by what its footer says of them", async () => {
  const path = join(temporaryFolder(), "log.parquet");
  const rows =
    "SELECT CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END AS d, i // 2 % 2 AS y, 1000 + i AS x FROM range(1000) AS r(i)";
  await query(`COPY (${rows}) TO ${quoteLiteral(path)}`);
  expect(replaceInFooter(path, 1999n, 1001n)).toBeGreaterThan(0);
  const features = { x: { kind: "numerical" as const } };
  const { counts } = await readLog(path, { features, dataset: { filter: "x > 1500" } });
  expect(counts).toMatchObject({ read: 1000, kept: 499, excluded: 501 });
});
