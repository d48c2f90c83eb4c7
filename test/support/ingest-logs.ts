import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { type IngestArtifact, ingestSchema } from "../../src/data/artifacts/ingest.ts";
import { temporaryFolder } from "./run-stage.ts";

/**
 * Ingests a folder of files with the columns d (domain), y (label) and x, by the command and with 1 GB, and gives what it reports. Every file may be left out.
 * @param write makes the files in the folder
 */
export async function ingestLogs(write: (logs: string) => void | Promise<void>): Promise<IngestArtifact> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "logs"));
  await write(join(folder, "logs"));
  const pipeline = join(folder, "logs.yaml");
  const features = "features: { x: { kind: categorical } }\nresources: { threads: 1, memory: 1GB }";
  writeFileSync(pipeline, `name: logs\ndataset: { files: ["logs/*"] }\ndomain: d\nlabel: y\n${features}\n`);
  const command = ["dist/cli/main.js", "run", pipeline, "--until", "ingest", "--runs-dir", join(folder, "runs")];
  expect(spawnSync(process.execPath, command, { encoding: "utf8" })).toMatchObject({ status: 0 });
  const [run] = readdirSync(join(folder, "runs/logs")).filter((name) => /^[0-9a-f]{12}$/.test(name));
  return ingestSchema.parse(JSON.parse(readFileSync(join(folder, "runs/logs", run, "01-ingest/ingest.json"), "utf8")));
}
