import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Manifest } from "../../src/dag/manifest.ts";
import { readManifest } from "../../src/dag/manifest.ts";
import { stageFolders } from "../../src/data/artifacts/layout.ts";
import { createRng } from "../../src/util/rng.ts";

/** The stages of the command that is killed, in its order. */
export const crashStages = [
  "ingest",
  "profile",
  "encode",
  "train-base",
  "attribute",
  "rank",
  "select",
  "report",
  "train",
] as const;
export type CrashStage = (typeof crashStages)[number];

const rowsOfFile = 400;

/** Writes a log of three files and a pipeline that audits it and trains one model; gives the path of the pipeline. */
export function writeCrashLog(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const rng = createRng(11, "crash log");
  for (const file of [0, 1, 2]) {
    const lines = Array.from({ length: rowsOfFile }, () => {
      const [d, y] = [rng.below(3), rng.below(2)];
      return `${"abc"[d]},${y},u${rng.below(60)},s${rng.below(5 + 4 * d)},${(rng.normal() + d + y).toFixed(3)},t${rng.below(9)}^t${rng.below(9)}`;
    });
    writeFileSync(join(folder, `log-${file}.csv`), `${["d,y,user,site,price,tags", ...lines].join("\n")}\n`);
  }
  const path = join(folder, "crash.yaml");
  writeFileSync(path, pipeline);
  return path;
}

const pipeline = `
name: crash
dataset: { files: ["*.csv"] }
domain: d
label: y
user: user
features:
  site: { kind: categorical }
  user: { kind: categorical, role: user }
  price: { kind: numerical }
  tags: { kind: categorical, sequence: { delimiter: "^" } }
base: { hidden: [8], embedding: 4, maxEpochs: 3, batchSize: 128 }
rank: { resamples: 40 }
train: { models: [shared-dnn], seeds: 1 }
resources: { threads: 1, memory: 1GB }
`;

/** One command on one folder of runs. */
export interface Command {
  readonly pipeline: string;
  readonly runsDir: string;
}

/** The arguments for node. */
export function argumentsOf({ pipeline: path, runsDir }: Command): string[] {
  return ["dist/cli/main.js", "train", path, "--runs-dir", runsDir];
}

/** Runs the command to its end. */
export function finish(command: Command): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, argumentsOf(command), { encoding: "utf8", maxBuffer: 1 << 28 });
}

/** The folder of the only run. */
export function runFolder({ runsDir }: Command): string {
  const names = existsSync(join(runsDir, "crash")) ? readdirSync(join(runsDir, "crash")) : [];
  return join(runsDir, "crash", names.find((name) => /^[0-9a-f]{12}$/.test(name)) ?? "none");
}

/** SHA-256 of all that a run leaves, by path, but for the manifest, whose times differ. */
export function hashes(command: Command): Record<string, string> {
  const root = runFolder(command);
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !path.endsWith("/manifest.json"));
  return Object.fromEntries(
    paths
      .sort()
      .map((path) => [path.slice(root.length + 1), createHash("sha256").update(readFileSync(path)).digest("hex")]),
  );
}

/** Starts the command and kills it `delayMs` after the stage has begun, or when that is about to be over; gives the stages that are finished then. */
export async function killIn(stage: CrashStage, delayMs: number, command: Command): Promise<Manifest["stages"]> {
  const child = spawn(process.execPath, argumentsOf(command), { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await during(stage, delayMs, command, child);
  child.kill("SIGKILL");
  await ended;
  return (await readManifest(runFolder(command)))?.stages ?? {};
}

/** Resolves `delayMs` after a stage has begun, or when it is over. */
export async function during(stage: CrashStage, delayMs: number, command: Command, child: ChildProcess): Promise<void> {
  const running = (): boolean => isRunning(stage, command, child);
  while (!running() && child.exitCode === null) await sleep(1);
  const end = performance.now() + delayMs;
  while (performance.now() < end && running()) await sleep(Math.min(1, delayMs));
}

/** A stage writes into a folder of its process until it is over. */
function isRunning(stage: CrashStage, command: Command, { pid }: ChildProcess): boolean {
  return existsSync(join(runFolder(command), `${stageFolders[stage]}.tmp-${pid}`));
}
