import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { quoteLiteral } from "../../../src/data/identifiers.ts";
import { query } from "../../support/audited-log.ts";
import { readLog } from "../../support/read-log.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

/** Names that a statement, DuckDB or JavaScript has a use of its own for. */
const names =
  `_record _row _defect _split_value _domain _json _keys _values _not_object _twice file_row_number filename rowid joined
  constructor __proto__ a"b a'b a/b~c * $a`.split(/\s+/);

const cells = ["1", "x, y"];

/** The column of that name in a file of two rows, as ingest keeps it. */
async function keptColumn(extension: string, name: string): Promise<unknown[]> {
  const folder = temporaryFolder();
  const path = join(folder, `log.${extension}`);
  await writeLog(path, name);
  const { rejects } = await readLog(path, { features: { x: { kind: "categorical", column: name } } });
  expect(readFileSync(rejects.path, "utf8")).toBe("");
  const rows = await query(`SELECT _row, x FROM read_parquet(${quoteLiteral(join(folder, "rows/*.parquet"))})`);
  expect(rows.map(({ _row }) => Number(_row))).toEqual([40, 41]);
  return rows.map(({ x }) => x);
}

async function writeLog(path: string, name: string): Promise<void> {
  if (path.endsWith("parquet")) {
    const values = cells.map((cell, i) => `('${"ab"[i]}', ${i}, ${quoteLiteral(cell)})`).join(", ");
    const table = `(VALUES ${values}) AS t(d, y, "${name.replaceAll('"', '""')}")`;
    await query(`COPY (SELECT * FROM ${table}) TO ${quoteLiteral(path)}`);
    return;
  }
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = path.endsWith("csv")
    ? [`d,y,${quoted(name)}`, ...cells.map((cell, i) => `${"ab"[i]},${i},${quoted(cell)}`)]
    : cells.map((cell, i) =>
        JSON.stringify(
          Object.fromEntries([
            ["d", "ab"[i]],
            ["y", i],
            [name, cell],
          ]),
        ),
      );
  writeFileSync(path, `${lines.join("\n")}\n`);
}

describe.each(["csv", "jsonl", "parquet"])("a column of a %s file", (extension) => {
  it.each(names)("is read whatever its name means elsewhere: %s", async (name) => {
    expect(await keptColumn(extension, name)).toEqual(cells);
  });
});
