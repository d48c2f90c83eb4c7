import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ColumnType } from "../../../src/config/file-schema.ts";
import { query } from "../../support/audited-log.ts";
import { readLog } from "../../support/read-log.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

/** A text of a typed column, and the value that is kept; undefined for a row to reject. */
type Cell = readonly [text: string, value: string | undefined];

/** The rejects of a CSV of such cells, and the values that an expression sees in the other rows. */
async function typed(type: ColumnType, cells: readonly Cell[]): Promise<{ rejects: string[]; values: unknown[] }> {
  const folder = temporaryFolder();
  const lines = cells.map(([text], i) => `${"ab"[i % 2]},0,"${text}"\n`);
  writeFileSync(join(folder, "log.csv"), `d,y,x\n${lines.join("")}`);
  const { rejects } = await readLog(join(folder, "log.csv"), {
    dataset: { columns: { x: type } },
    features: { seen: { kind: "categorical", sql: "CAST(x AS VARCHAR)" } },
  });
  const rows = await query(`SELECT seen FROM read_parquet('${folder}/rows/*.parquet') ORDER BY _row`);
  return { rejects: readFileSync(rejects.path, "utf8").trimEnd().split("\n"), values: rows.map(({ seen }) => seen) };
}

const numbers: Cell[] = [
  ["1e400", undefined],
  ["-1e400", undefined],
  ["9007199254740993", undefined],
  ["-123456789012345678901", undefined],
  ["x", undefined],
  ["9007199254740992", "9007199254740992.0"],
  ["100000000000000000000", "1e+20"],
  ["1e300", "1e+300"],
  ["0.1", "0.1"],
  ["-inf", "-inf"],
  ["nan", "nan"],
];

const lists: Cell[] = [
  ["[1, 1e400]", undefined],
  ["[inf, -1e400]", undefined],
  ["[9007199254740993, 2]", undefined],
  ["[1, x]", undefined],
  ["[9007199254740992, -1e20]", "[9007199254740992.0, -1e+20]"],
  ["[-inf, NULL, nan]", "[-inf, NULL, nan]"],
  ["[0.1, NULL]", "[0.1, NULL]"],
  ["[]", "[]"],
];

describe.each([
  ["double", numbers],
  ["double[]", lists],
] as const)("a column that is typed as %s", (type, cells) => {
  it("has the numbers of its texts, and rejects those that no double is", async () => {
    const { rejects, values } = await typed(type, cells);
    const bad = cells.flatMap(([text, value], i) => (value === undefined ? [[i + 2, text] as const] : []));
    const shown = (text: string): string => (text.includes(",") ? `"${text}"` : text);
    expect(rejects).toEqual(bad.map(([line, text]) => `log.csv,${line},x,${shown(text)},not a ${type}`));
    expect(values).toEqual(cells.flatMap(([, value]) => value ?? []));
  });
});
