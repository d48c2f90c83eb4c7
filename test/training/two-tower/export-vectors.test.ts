import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openSession } from "../../../src/data/session.ts";
import { exportVectors } from "../../../src/training/two-tower/export-vectors.ts";
import { query } from "../../support/audited-log.ts";
import { temporaryFolder } from "../../support/run-stage.ts";
import { allPairs, tasteFeatures, tasteLog, tasteTrainer } from "../../support/two-tower-sample.ts";

it("names vectors by the vocabulary that the ids share with another feature", async () => {
  const log = tasteLog();
  const folder = temporaryFolder();
  mkdirSync(join(folder, "vocabulary"));
  const names = (prefix: string, count: number, file: string): Promise<unknown> =>
    query(
      `COPY (SELECT i::INTEGER AS id, CASE WHEN i > 2 THEN '${prefix}' || i END AS value, CASE WHEN i > 2 THEN 'value' ELSE 'rare' END AS kind
       FROM range(${count}) AS t(i)) TO '${folder}/vocabulary/${file}.parquet' (FORMAT parquet)`,
    );
  await names("u", log.userCount, "000");
  await names("i", log.itemCount, "007");
  const trainer = await tasteTrainer(log, allPairs(log));
  const [user, item] = tasteFeatures(log, { vocabularyOf: 7 });
  await using session = await openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir: join(folder, "duckdb") });
  await exportVectors(session, trainer, {
    folder,
    formats: ["parquet"],
    domains: ["a", "b"],
    signal: new AbortController().signal,
    encodeDir: folder,
    entities: { user, item },
  });
  const written = await query(
    `SELECT min(id) AS least, count(*)::INTEGER AS count FROM '${folder}/items.parquet' WHERE domain = 'b'`,
  );
  expect(written).toEqual([{ least: "i10", count: log.itemCount }]);
});
