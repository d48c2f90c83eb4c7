import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { query } from "../../support/audited-log.ts";
import { readLog } from "../../support/read-log.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

const texts = ["1", "0", "1.00", "0.00", "+1", "-0", "1.000e+00", " 1 ", "TRUE", "f"];
const damaged = [
  "01",
  "10e-1",
  "1e-400",
  "0.99999999999999999999",
  "-1",
  "1_0",
  "0_1",
  "1.01",
  "0x1",
  "1e400",
  "nan",
  ".",
];

/** The labels that are kept of a file with columns d and y, and the texts of those that are not. */
async function labelsOf(
  path: string,
  folder: string,
): Promise<{ labels: unknown[]; rejected: (string | undefined)[] }> {
  const { rejects } = await readLog(path, { features: { d: { kind: "categorical" } } });
  const rows = await query(`SELECT _label FROM read_parquet('${folder}/rows/*.parquet') ORDER BY _row`);
  const lines = readFileSync(rejects.path, "utf8").split("\n").slice(0, -1);
  const reject = /^log\.\w+,\d+,y,(.*),the label is not 0 or 1$/;
  return { labels: rows.map((row) => row["_label"]), rejected: lines.map((line) => reject.exec(line)?.[1]) };
}

describe("a label", () => {
  it("of a text file is the number that it is, or true or false, and no other text", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "log.csv");
    writeFileSync(path, `d,y\n${[...texts, ...damaged].map((text) => `a,${text}\n`).join("")}`);
    const { labels, rejected } = await labelsOf(path, folder);
    expect(labels).toEqual([1, 0, 1, 0, 1, 0, 1, 1, 1, 0]);
    expect(rejected).toEqual(damaged);
  });

  it.each(["DECIMAL(3,2)", "DOUBLE", "TINYINT"])("of a Parquet file may be a %s", async (type) => {
    const folder = temporaryFolder();
    const path = join(folder, "log.parquet");
    await query(`COPY (SELECT 'a' AS d, CAST(i AS ${type}) AS y FROM range(2) AS r(i)) TO '${path}'`);
    expect(await labelsOf(path, folder)).toEqual({ labels: [0, 1], rejected: [] });
  });
});
