import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import { ingestStage } from "../../src/stages/ingest.ts";
import { query } from "../support/audited-log.ts";
import { runStage, sourceFiles, temporaryFolder } from "../support/run-stage.ts";

const letters = fc.constantFrom(
  "a",
  "B",
  '"',
  "'",
  ",",
  ";",
  "\n",
  "\r",
  "\t",
  " ",
  "|",
  "é",
  "漢",
  "😀",
  "\\",
  "=",
  "\u200F",
  "{",
  "0",
);
const naughty = fc.constantFrom(
  "",
  "NULL",
  "null",
  "NaN",
  "'; DROP TABLE x; --",
  "=cmd()",
  "{{x}}",
  '"><script>',
  "../../x",
  "1e5",
  "\\N",
);
const cell = fc.option(fc.oneof(fc.string({ unit: letters, maxLength: 12 }), naughty), { nil: null });
const number = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null });

/** Names of columns: distinct as SQL compares them. */
const name = fc.oneof(
  fc.string({ unit: letters, minLength: 1, maxLength: 8 }),
  fc.constantFrom(
    "select",
    "a.b",
    "'; DROP",
    "=cmd()",
    "{{x}}",
    'x"y',
    "*",
    "/p~q",
    "1",
    "_raw_0",
    "_text_0",
    "_typed_1",
  ),
);
const names = fc
  .uniqueArray(name, { minLength: 2, maxLength: 5, selector: (text) => text.toLowerCase() })
  .filter((found) =>
    found.every((text) => !["d", "y"].includes(text.toLowerCase()) && text.trim() === text && !/[\r\n]/.test(text)),
  );

/** Texts in all columns but the last, which holds numbers. */
const table = names.chain((columns) =>
  fc.record({
    columns: fc.constant(columns),
    rows: fc.array(fc.tuple(...columns.slice(1).map(() => cell), number), { minLength: 4, maxLength: 20 }),
    delimiter: fc.constantFrom(",", ";", "\t", "|", "a"),
    lineEnd: fc.constantFrom("\n", "\r\n"),
  }),
);
type Table = typeof table extends fc.Arbitrary<infer Value> ? Value : never;

function csvOf({ columns, rows, delimiter, lineEnd }: Table): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const field = (value: string | number | null): string => (value === null ? "" : quoted(String(value)));
  const lines = rows.map(
    (row, i) => ["dk", "se"][i % 2] + delimiter + String((i >> 1) % 2) + delimiter + row.map(field).join(delimiter),
  );
  return [["d", "y", ...columns].map(quoted).join(delimiter), ...lines, ""].join(lineEnd);
}

function jsonOf({ columns, rows }: Table): string {
  const lines = rows.map((row, i) => {
    const cells = columns.map((column, c) => `${JSON.stringify(column)}:${JSON.stringify(row[c])}`);
    return `{"d":"${["dk", "se"][i % 2]}","y":${(i >> 1) % 2},${cells.join(",")}}\n`;
  });
  return lines.join("");
}

async function roundTrip({ columns, delimiter }: Table, extension: string, text: string): Promise<unknown[][]> {
  const run = temporaryFolder();
  const path = join(run, `log.${extension}`);
  writeFileSync(path, text);
  const features = columns.map(
    (column, i) => [column, { kind: i === columns.length - 1 ? "numerical" : "categorical" }] as const,
  );
  const config: ConfigInput = {
    name: "t",
    dataset: { files: ["*"], csv: { delimiter } },
    domain: "d",
    label: "y",
    features: Object.fromEntries(features),
    split: { by: "none" },
  };
  const folder = await runStage(ingestStage, { run, config, files: sourceFiles([path]), threads: 1 });
  expect(readFileSync(join(folder, "rejects.csv"), "utf8")).toBe("file,line,column,value,reason\n");
  const rows = await query(`SELECT * FROM read_parquet('${folder}/rows/*.parquet') ORDER BY _row`);
  return rows.map((row) => columns.map((column) => row[column]));
}

/** -0 becomes 0. */
function expected({ rows }: Table): unknown[][] {
  return rows.map((row) => row.map((value) => (value === 0 ? 0 : value)));
}

// Each run is a whole ingest.
const parameters = { numRuns: 25, seed: 7 };

describe("ingest of random columns and values", () => {
  it("gives every cell of a CSV file back, whatever the dialect", async () => {
    const property = fc.asyncProperty(table, async (made) => {
      expect(await roundTrip(made, "csv", csvOf(made))).toEqual(expected(made));
    });
    await fc.assert(property, parameters);
  }, 900_000);

  it("gives every value of JSON lines back", async () => {
    const property = fc.asyncProperty(table, async (made) => {
      expect(await roundTrip(made, "jsonl", jsonOf(made))).toEqual(expected(made));
    });
    await fc.assert(property, parameters);
  }, 900_000);
});
