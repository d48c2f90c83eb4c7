import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { query } from "../../support/audited-log.ts";
import { readLog } from "../../support/read-log.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

it.each([
  ["no text, where the list is empty", [], ["", "NA", ""]],
  ["each of several", ["", "NA"], [null, null, ""]],
])("means NULL: %s", async (_, nullTokens, values) => {
  const folder = temporaryFolder();
  const path = join(folder, "log.csv");
  writeFileSync(path, 'd,y,x\r\na,0,\r\nb,1,NA\r\na,1,""\r\n');
  const dataset = { csv: { nullTokens } };
  const { counts } = await readLog(path, { features: { x: { kind: "categorical" } }, dataset });
  const rows = await query(`SELECT x FROM read_parquet('${folder}/rows/*.parquet') ORDER BY _row`);
  expect([counts.kept, rows.map(({ x }) => x)]).toEqual([3, values]);
});
