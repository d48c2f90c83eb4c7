import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { ConfigInput } from "../../../src/config/schema.ts";
import { ingestStage } from "../../../src/stages/ingest.ts";
import { query } from "../../support/audited-log.ts";
import { runStage, sourceFiles, temporaryFolder } from "../../support/run-stage.ts";

const split = { by: "time", column: "t", train: 0.5, valid: 0.25, test: 0.25 } as const;

/** The times of a log in the order in which they are split, and what they are split by. */
async function ordered(times: readonly (string | number | bigint)[], types: ConfigInput["dataset"]["columns"] = {}) {
  const folder = temporaryFolder();
  const log = join(folder, "log.csv");
  const rows = times.map((time, i) => `${i % 2},${i % 4 < 2 ? 1 : 0},${time}`);
  writeFileSync(log, `${["d,y,t", ...rows].join("\n")}\n`);
  const config: ConfigInput = {
    name: "t",
    dataset: { files: ["*"], columns: types },
    domain: "d",
    label: "y",
    features: { x: { kind: "categorical", column: "t" } },
    split,
  };
  const kept = await runStage(ingestStage, { run: folder, config, files: sourceFiles([log]) });
  return query(
    `SELECT x, CAST(_split_value AS VARCHAR) AS split_value FROM read_parquet('${kept}/rows/*.parquet') ORDER BY _split_value, _row`,
  );
}

const micros = 1_700_000_000_000_000n;
const nanos = 1_700_000_000_000_000_000n;

it.each([
  ["microseconds", Array.from({ length: 12 }, (_, i) => micros + 2n * BigInt(i)), {}],
  ["microseconds as bigint", Array.from({ length: 12 }, (_, i) => micros + 2n * BigInt(i)), { t: "bigint" } as const],
  ["nanoseconds", Array.from({ length: 12 }, (_, i) => nanos + 2n * BigInt(i)), {}],
  ["negative nanoseconds", Array.from({ length: 12 }, (_, i) => -nanos + 2n * BigInt(i)), {}],
  [
    "numbers of all sizes",
    [
      -(2n ** 63n),
      -nanos,
      -(2n ** 42n) - 2n,
      -(2n ** 42n),
      -7,
      0.25,
      0.5,
      1e9,
      2n ** 42n,
      2n ** 42n + 2n,
      micros,
      2n ** 63n - 1n,
    ],
    {},
  ],
])("splits by %s in their order, and keeps every row", async (_, times, types) => {
  const texts = times.map(String);
  // Later rows first, so that the order is not that of the file.
  const rows = await ordered(times.toReversed(), types);
  expect(rows.map(({ x }) => x)).toEqual(texts);
  expect(new Set(rows.map((row) => row.split_value)).size).toBe(texts.length);
});

it("splits by the millionths of numbers up to 2^42, and by the microseconds of times", async () => {
  const values = async (times: readonly (string | number)[]) => (await ordered(times)).map((row) => row.split_value);
  expect(await values([1.5, 2, 1_700_000_000.5, 4_398_046_511_104])).toEqual([
    "1500000",
    "2000000",
    "1700000000500000",
    "4398046511104000000",
  ]);
  expect(await values(["1970-01-01", "1970-01-02", "1970-01-03", "1970-01-04"])).toEqual([
    "0",
    "86400000000",
    "172800000000",
    "259200000000",
  ]);
});
