import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ingestStage } from "../../../src/stages/ingest.ts";
import { profileStage } from "../../../src/stages/profile.ts";
import { ingestSchema } from "../../../src/data/artifacts/ingest.ts";
import { profileSchema } from "../../../src/data/artifacts/profile.ts";
import { query } from "../../support/audited-log.ts";
import { runStage, sourceFiles, temporaryFolder } from "../../support/run-stage.ts";

/** A numeric sequence as text and the reject it must give; null for a row to keep. */
const cells: readonly (readonly [text: string, reject: string | null])[] = [
  ["1^2^3", null],
  ["1^nan^3", null],
  ["-inf^Infinity^2.5", null],
  ["NaN", null],
  ["", null],
  ["1^x^3", "element 2 of 3: x,an element is not a number"],
  ["1^2^", "element 3 of 3: ,an element is not a number"],
  ["1_000^2", "element 1 of 2: 1_000,an element is not a number"],
  ["inf^1e400", "element 2 of 2: 1e400,an element is a number that no double holds"],
  ["nan^-9007199254740992", "element 2 of 2: -9007199254740992,an element is 2^53 or beyond"],
  ["inf^7", null],
];
const kept = cells.filter(([, reject]) => reject === null);

let run: string;
let folder: string;
beforeAll(async () => {
  run = temporaryFolder();
  mkdirSync(join(run, "logs"));
  const path = join(run, "logs/log.csv");
  const lines = cells.map(([text], i) => `${"ab"[i % 2]},${(i >> 1) % 2},${text}`);
  writeFileSync(path, `d,y,bids\n${lines.join("\n")}\n`);
  const config = {
    name: "lists",
    dataset: { files: ["*.csv"] },
    domain: "d",
    label: "y",
    split: { by: "none" as const },
    features: { bids: { kind: "numerical" as const, sequence: { delimiter: "^" } } },
  };
  folder = await runStage(ingestStage, { run, config, files: sourceFiles([path]) });
  await runStage(profileStage, { run, config });
});

describe("numbers of a list", () => {
  it("that are none or infinite are kept as they are in the file", async () => {
    const rows = await query(`SELECT CAST(bids AS VARCHAR) AS bids FROM read_parquet('${folder}/rows/*.parquet')`);
    expect(rows.map(({ bids }) => bids)).toEqual([
      "[1.0, 2.0, 3.0]",
      "[1.0, nan, 3.0]",
      "[-inf, inf, 2.5]",
      "[nan]",
      null,
      "[inf, 7.0]",
    ]);
  });

  it("are rejected with place and text of the first element at fault", () => {
    const [, ...lines] = readFileSync(join(folder, "rejects.csv"), "utf8").trimEnd().split("\n");
    const expected = cells.flatMap(([, reject], i) => (reject === null ? [] : [`log.csv,${i + 2},bids,${reject}`]));
    expect(lines).toEqual(expected);
  });

  it("that are none or infinite are counted, and left out like null elements", () => {
    const read = (path: string): unknown => JSON.parse(readFileSync(join(run, path), "utf8"));
    const { rows, features } = ingestSchema.parse(read("01-ingest/ingest.json"));
    expect(rows.kept).toBe(kept.length);
    expect(features[0].unusable).toBe(5);
    const { overall } = profileSchema.parse(read("02-profile/profile.json")).features[0];
    // 1 2 3, 1 3, 2.5 and 7; two rows have no element left.
    expect(overall).toMatchObject({ rows: 6, elements: 7, nulls: 2, numeric: { min: 1, max: 7, mean: 19.5 / 7 } });
  });
});
