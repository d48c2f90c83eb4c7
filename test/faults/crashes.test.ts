import { spawn } from "node:child_process";
import { cpSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import type { Manifest } from "../../src/dag/manifest.ts";
import { readManifest } from "../../src/dag/manifest.ts";
import { stageFolders } from "../../src/data/artifacts/layout.ts";
import { createRng } from "../../src/util/rng.ts";
import { temporaryFolder } from "../support/run-stage.ts";
import {
  argumentsOf,
  type Command,
  type CrashStage,
  crashStages,
  during,
  finish,
  hashes,
  killIn,
  runFolder,
  writeCrashLog,
} from "./crash-run.ts";

/** Runs that are killed once in every stage; 20 of them take a quarter of an hour. */
const rounds = Number(process.env["DOMAINLENS_CRASHES"] ?? 1);
const isFull = process.env["DOMAINLENS_CRASHES"] !== undefined;
const patience = 36_000_000;
const folder = temporaryFolder();
const path = writeCrashLog(join(folder, "log"));
const reference: Command = { pipeline: path, runsDir: join(folder, "reference") };
const rng = createRng(20, "moments of crashes");
let expected: Record<string, string>;
let stages: Manifest["stages"];

beforeAll(async () => {
  expect(finish(reference)).toMatchObject({ status: 0 });
  expected = hashes(reference);
  stages = (await readManifest(runFolder(reference)))?.stages ?? {};
}, patience);

interface Kill {
  readonly stage: CrashStage;
  /** Whether the process was killed in this stage, and not right behind it. */
  readonly inside: boolean;
  /** Stages before it whose outputs are not those of a run that nobody killed. */
  readonly wrong: readonly string[];
}

/** Kills one run in every stage, one after the other, each time the same command again; then lets it end. */
async function killEverywhere(runsDir: string): Promise<{ kills: Kill[]; left: Record<string, string> }> {
  const command = { pipeline: path, runsDir };
  const kills: Kill[] = [];
  for (const stage of crashStages) {
    const delayMs = rng.uniform() * 1000 * stages[stage].seconds;
    const finished = await killIn(stage, delayMs, command);
    const same = (name: string): boolean =>
      JSON.stringify(finished[name].outputs) === JSON.stringify(stages[name].outputs);
    kills.push({ stage, inside: !(stage in finished), wrong: Object.keys(finished).filter((name) => !same(name)) });
  }
  expect(finish(command)).toMatchObject({ status: 0 });
  return { kills, left: hashes(command) };
}

it(
  "ends in the same bytes after SIGKILL at a random moment of every stage",
  async () => {
    const kills: Kill[] = [];
    const different: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const killed = await killEverywhere(join(folder, `killed-${round}`));
      kills.push(...killed.kills);
      if (JSON.stringify(killed.left) !== JSON.stringify(expected)) different.push(`round ${round}`);
      const table = tableOf(kills, different.length);
      process.stdout.write(`crashes\n${table}`);
      if (isFull) writeFileSync("test/faults/results/crashes.md", table);
    }
    expect(kills.flatMap(({ stage, wrong }) => wrong.map((name) => `${name}, after a kill in ${stage}`))).toEqual([]);
    expect(different).toEqual([]);
    expect(kills.filter(({ inside }) => inside).length).toBeGreaterThan(kills.length / 2);
  },
  patience,
);

function tableOf(kills: readonly Kill[], different: number): string {
  const rows = crashStages.map((stage) => {
    const own = kills.filter((kill) => kill.stage === stage);
    const inside = own.filter((kill) => kill.inside).length;
    return `| ${stage} | ${inside} | ${own.length - inside} | ${own.filter(({ wrong }) => wrong.length > 0).length} |`;
  });
  const head =
    "| stage | killed inside | killed right behind it | other outputs before it |\n| --- | --: | --: | --: |\n";
  return `${head}${rows.join("\n")}\n\nRuns killed in every stage: ${kills.length / crashStages.length}; that ended in other bytes: ${different}.\n`;
}

it(
  "keeps a second process out of a run, and takes the lock of a dead one over",
  async () => {
    const command = { pipeline: path, runsDir: join(folder, "twice") };
    const first = spawn(process.execPath, argumentsOf(command), { stdio: "ignore" });
    const ended = new Promise<void>((resolve) => first.once("exit", () => resolve()));
    await during("ingest", 0, command, first);
    const second = finish(command);
    first.kill("SIGKILL");
    await ended;
    expect(second.status).toBe(1);
    expect(second.stderr).toContain(`this run is already in progress (process ${first.pid} on `);
    expect(finish(command)).toMatchObject({ status: 0 });
    expect(hashes(command)).toEqual(expected);
  },
  patience,
);

/** A run of its own that is over, to be damaged. */
function finishedCopy(name: string): Command {
  const command = { pipeline: path, runsDir: join(folder, name) };
  cpSync(reference.runsDir, command.runsDir, { recursive: true });
  return command;
}

it(
  "runs every stage again whose artifact was damaged, says so, and ends in the same bytes",
  () => {
    const command = finishedCopy("damaged");
    for (const stage of crashStages) {
      const file = stages[stage].outputs[rng.below(stages[stage].outputs.length)].path;
      const damaged = join(runFolder(command), stageFolders[stage], file);
      const bytes = readFileSync(damaged);
      bytes[rng.below(bytes.length)] ^= 1;
      writeFileSync(damaged, bytes);
    }
    const { status, stderr } = finish(command);
    expect(status).toBe(0);
    const said = Array.from(stderr.matchAll(/^(\S+) +warning: stored outputs are damaged \(/gm), ([, stage]) => stage);
    expect(said).toEqual(crashStages);
    expect(hashes(command)).toEqual(expected);
  },
  patience,
);

it(
  "runs everything again when the manifest is cut off, and ends in the same bytes",
  () => {
    const command = finishedCopy("unlisted");
    const manifest = join(runFolder(command), "manifest.json");
    truncateSync(manifest, Math.floor(statSync(manifest).size / 2));
    expect(finish(command)).toMatchObject({ status: 0 });
    expect(hashes(command)).toEqual(expected);
  },
  patience,
);

it.each(["attribute", "train"] as const)(
  "stops within two seconds of SIGINT in %s, and goes on from there",
  { retry: 2, timeout: patience },
  async (stage) => {
    const command = { pipeline: path, runsDir: join(folder, `interrupted-${stage}-${rng.uint32()}`) };
    const child = spawn(process.execPath, argumentsOf(command), { stdio: "ignore" });
    const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
    await during(stage, 250 * stages[stage].seconds, command, child);
    const start = performance.now();
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(performance.now() - start).toBeLessThan(2000);
    expect(finish(command)).toMatchObject({ status: 0 });
    expect(hashes(command)).toEqual(expected);
  },
);
