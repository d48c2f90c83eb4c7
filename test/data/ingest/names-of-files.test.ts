import { join } from "node:path";
import { expect, it } from "vitest";
import { quoteLiteral } from "../../../src/data/identifiers.ts";
import { query } from "../../support/audited-log.ts";
import { readLog } from "../../support/read-log.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

it("reads a Parquet file whose name is a pattern for another one beside it", async () => {
  const folder = temporaryFolder();
  for (const [name, x] of [
    ["a[1]", "own"],
    ["a1", "other"],
  ]) {
    const path = quoteLiteral(join(folder, `${name}.parquet`));
    await query(`COPY (SELECT 'a' AS d, 1 AS y, '${x}' AS x) TO ${path}`);
  }
  await readLog(join(folder, "a[1].parquet"), { features: { x: { kind: "categorical" } } });
  expect(await query(`SELECT x FROM read_parquet(${quoteLiteral(join(folder, "rows/*.parquet"))})`)).toEqual([
    { x: "own" },
  ]);
});
