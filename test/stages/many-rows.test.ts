import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import { writeSynthLog } from "../../src/data/synth/write-log.ts";
import { encodeStage } from "../../src/stages/encode.ts";
import { ingestStage } from "../../src/stages/ingest.ts";
import { profileStage } from "../../src/stages/profile.ts";
import { query } from "../support/audited-log.ts";
import { runStage, sourceFiles, temporaryFolder } from "../support/run-stage.ts";

/** More than a row group of training rows, and more than one range of rows with sequences. */
const rows = 280_000;
const config: ConfigInput = {
  name: "t",
  dataset: { files: ["*"] },
  domain: "domain",
  label: "label",
  features: {
    item_category: { kind: "categorical" },
    session_id: { kind: "categorical" },
    price: { kind: "numerical" },
    click_history: { kind: "categorical", sequence: { delimiter: "^" } },
  },
};

async function encoded(log: string, threads: number): Promise<string> {
  const run = join(temporaryFolder(), "run");
  mkdirSync(run);
  await runStage(ingestStage, { run, config, files: sourceFiles([log]), threads });
  await runStage(profileStage, { run, config, threads });
  await runStage(encodeStage, { run, config, threads });
  return run;
}

function hashes(run: string): Record<string, string> {
  const files = readdirSync(run, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const paths = files.map((file) => join(file.parentPath, file.name)).sort();
  const hash = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");
  return Object.fromEntries(paths.map((path) => [path.slice(run.length), hash(path)]));
}

describe("a log of many row groups", () => {
  let runs: string[];
  beforeAll(async () => {
    const log = join(temporaryFolder(), "log.csv");
    await writeSynthLog(log, rows, 1);
    runs = [await encoded(log, 1), await encoded(log, 2)];
  }, 120_000);

  it("gives the same bytes in ingest, profile and encode with one thread and with two", () => {
    expect(hashes(runs[1])).toEqual(hashes(runs[0]));
  });

  it.each(["train", "valid", "test"])("keeps the rows of %s in their order, across parts too", async (split) => {
    const [{ wrong }] = await query(
      `SELECT COUNT(*) FILTER (WHERE _row <= before) AS wrong
       FROM (SELECT _row, lag(_row) OVER (ORDER BY filename, file_row_number) AS before
             FROM read_parquet('${runs[1]}/03-encode/rows/${split}/*.parquet', filename = true, file_row_number = true))`,
    );
    expect(Number(wrong)).toBe(0);
  });
});
