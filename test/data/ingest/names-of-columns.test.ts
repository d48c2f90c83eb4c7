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

describe("two columns whose names differ in case alone", () => {
  const categorical = { kind: "categorical" as const };
  const features = { x: { ...categorical, column: "WORD" }, v: { ...categorical, column: "word" } };

  it("are refused where both are asked for of JSON", async () => {
    const path = join(temporaryFolder(), "log.jsonl");
    writeFileSync(path, '{"d":"a","y":0,"WORD":"1","word":"2"}\n');
    await expect(readLog(path, { features })).rejects.toMatchObject({
      code: "config",
      message: /differ in case alone/,
    });
  });

  it("leave a Parquet file out, for DuckDB reads the second under a name of its own making", async () => {
    const path = join(temporaryFolder(), "log.parquet");
    await query(`COPY (SELECT 'a' AS d, 0 AS y, '1' AS WORD, '2' AS verb) TO ${quoteLiteral(path)}`);
    writeFileSync(path, readFileSync(path, "latin1").replaceAll("verb", "word"), "latin1");
    await expect(readLog(path, { features })).rejects.toMatchObject({
      code: "input",
      message: /names a column twice, "word"/,
    });
  });
});
