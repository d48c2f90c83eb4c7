import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { query } from "../../support/audited-log.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

const pipeline = `name: log
dataset: { files: ["logs/*"] }
domain: d
label: y
split: { by: hash, key: [shown_at] }
features: { hour: { kind: categorical, sql: "hour(shown_at)" }, text: { kind: categorical, sql: "CAST(shown_at AS VARCHAR)" } }
resources: { threads: 1, memory: 1GB }
`;

/** Ingests the log of a folder by the command in a process whose machine has that zone, and gives the folder of the typed rows. */
function ingestedIn(zone: string, folder: string): string {
  const runs = join(folder, zone.replace("/", "-"));
  const command = ["dist/cli/main.js", "run", join(folder, "log.yaml"), "--until", "ingest", "--runs-dir", runs];
  const env = { ...process.env, TZ: zone };
  expect(spawnSync(process.execPath, command, { encoding: "utf8", env })).toMatchObject({ status: 0 });
  const [run] = readdirSync(join(runs, "log")).filter((name) => /^[0-9a-f]{12}$/.test(name));
  return join(runs, "log", run, "01-ingest/rows");
}

describe("times with a zone", () => {
  let utc: string;
  let others: string[];
  beforeAll(async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "logs"));
    writeFileSync(join(folder, "log.yaml"), pipeline);
    const at = "TIMESTAMPTZ '2024-03-01 00:00:00+00' + INTERVAL (i) HOUR";
    const log = `SELECT CASE WHEN i % 3 = 0 THEN 'a' ELSE 'b' END AS d, i % 2 AS y, ${at} AS shown_at FROM range(300) AS r(i)`;
    await query(`COPY (${log}) TO '${folder}/logs/log.parquet'`);
    utc = ingestedIn("UTC", folder);
    others = ["America/New_York", "Asia/Kolkata"].map((zone) => ingestedIn(zone, folder));
  });

  it("are in UTC", async () => {
    const rows = await query(`SELECT hour, text FROM read_parquet('${utc}/*.parquet') ORDER BY _row LIMIT 2`);
    expect(rows).toEqual([
      { hour: "0", text: "2024-03-01 00:00:00+00" },
      { hour: "1", text: "2024-03-01 01:00:00+00" },
    ]);
  });

  it("give the same bytes in every zone", () => {
    const bytes = (rows: string): Buffer[] => readdirSync(rows).map((name) => readFileSync(join(rows, name)));
    expect(others.map(bytes)).toEqual([bytes(utc), bytes(utc)]);
  });
});
