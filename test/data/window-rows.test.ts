import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import type { EncodeArtifact } from "../../src/data/artifacts/encode.ts";
import { EncodedSplit } from "../../src/data/encoded-rows.ts";
import type { Session } from "../../src/data/session.ts";
import { stepsPerEpoch, windowRows } from "../../src/data/window-rows.ts";
import { optimiserOptions } from "../../src/training/optimiser-options.ts";
import { temporaryFolder } from "../support/run-stage.ts";
import { openWideRows } from "../support/training-log.ts";

const rows = 70_000;
let session: Session;
let encode: EncodeArtifact;
let encodeDir: string;
beforeAll(async () => {
  ({ session, encode } = await openWideRows({ train: rows, valid: 0, test: 0 }));
  encodeDir = temporaryFolder();
  mkdirSync(join(encodeDir, "rows/train"), { recursive: true });
  const query = `SELECT i AS _row, CAST(i % 3 AS INTEGER) AS _domain, CAST(i % 2 AS INTEGER) AS _label, CAST(i % 7 AS INTEGER) AS site, [1]::INTEGER[] AS tags FROM range(${rows}) AS r(i)`;
  await session.run(
    `COPY (${query}) TO '${encodeDir}/rows/train/00000.parquet' (FORMAT parquet, ROW_GROUP_SIZE 16384)`,
  );
});
afterAll(() => session.close());

async function batchesOf(split: EncodedSplit, batchSize: number): Promise<number> {
  let batches = 0;
  for await (const _ of split.batches({ batchSize, shuffle: { seed: 9, epoch: 1 } })) batches++;
  return batches;
}

describe("the steps of an epoch", () => {
  // Windows of 32,768, 32,768 and 4,464 rows.
  it.each([
    [65_536, 3],
    [32_768, 3],
    [30_000, 5],
    [4096, 18],
  ])("with batches of %d rows are the batches that are read: %d", async (batchSize, steps) => {
    expect(windowRows(encode, rows, true)).toBe(32_768);
    expect(stepsPerEpoch(encode, rows, batchSize)).toBe(steps);
    expect(await batchesOf(new EncodedSplit(session, encodeDir, encode, "train"), batchSize)).toBe(steps);
  });

  it("are those of the rows of some domains, where these are read", async () => {
    const some = await new EncodedSplit(session, encodeDir, encode, "train").ofDomains([0, 2]);
    // 46,667 rows in windows of 32,768 and 13,899.
    expect(stepsPerEpoch(encode, some.rows, 30_000)).toBe(3);
    expect(await batchesOf(some, 30_000)).toBe(3);
  });

  it("are none without rows", () => {
    expect(stepsPerEpoch(encode, 0, 64)).toBe(0);
  });

  it("are what a schedule is laid over", async () => {
    const config = { name: "t", dataset: { files: ["*"] }, domain: "d", label: "y" };
    const features = { site: { kind: "categorical" as const } };
    const { base } = configSchema.parse({ ...config, features, base: { maxEpochs: 4 } });
    const { schedule } = await optimiserOptions(base, { session, encodeDir, encode, batchSize: 65_536 });
    expect(schedule?.totalSteps).toBe(4 * 3);
  });
});
