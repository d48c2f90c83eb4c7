import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Results, resultsSchema } from "../../src/report/results.ts";
import { temporaryFolder } from "../support/run-stage.ts";

/** A log and what is audited of it; the model is as small as can be. */
export interface DegenerateLog {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** YAML of each feature, by name. */
  readonly features: Readonly<Record<string, string>>;
  readonly user?: string;
}

export interface Audit {
  readonly status: number | null;
  readonly stderr: string;
  readonly run: string;
}

const settings = `
domain: d
label: y
base: { hidden: [4], embedding: 2, maxEpochs: 1 }
rank: { resamples: 40 }
resources: { threads: 1, memory: 4GB, isolation: none }
`;

/** Audits the log as a user does, through the command line. */
export function audit({ header, rows, features, user }: DegenerateLog): Audit {
  const folder = temporaryFolder();
  const lines = [header, ...rows].map((cells) => cells.join(","));
  mkdirSync(join(folder, "logs"));
  writeFileSync(join(folder, "logs/log.csv"), `${lines.join("\n")}\n`);
  const listed = Object.entries(features).map(([name, yaml]) => `  ${name}: ${yaml}`);
  const text = `name: log\ndataset: { files: [logs/*] }\n${user === undefined ? "" : `user: ${user}\n`}features:\n${listed.join("\n")}\n`;
  const pipeline = join(folder, "log.yaml");
  writeFileSync(pipeline, text + settings);
  const command = ["dist/cli/main.js", "audit", pipeline, "--runs-dir", join(folder, "runs")];
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: "utf8", maxBuffer: 1 << 28 });
  const run = readdirSync(join(folder, "runs/log")).find((name) => /^[0-9a-f]{12}$/.test(name)) ?? "";
  return { status, stderr, run: join(folder, "runs/log", run) };
}

/** The results of an audit that succeeded. */
export function resultsOf({ status, stderr, run }: Audit): Results {
  if (status !== 0) throw new Error(stderr);
  return resultsSchema.parse(JSON.parse(readFileSync(join(run, "10-report/results.json"), "utf8")));
}

export function reportOf({ run }: Audit): string {
  return readFileSync(join(run, "10-report/report.md"), "utf8");
}
