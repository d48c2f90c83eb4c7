import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { writeShards } from "../../src/data/synth/write-shards.ts";
import { gibibytes as inGibibytes, runFolder } from "./audit-process.ts";
import { agree, type Line, lineOf, median } from "./line.ts";
import { peerPython } from "./peer.ts";
import { categories, domains, numbers } from "./scalar-features.ts";
import type { Sizes } from "./sizes.ts";
import { type WholeProcess, wholeProcess } from "./whole-process.ts";

/** Of each side, in turn. */
const passes = 3;
/** A pass of the script that takes longer is the only one; those of the audit stand before and after it. */
const longSeconds = 60;
const threads = 2;
const settings = { embedding: 8, hidden: [128, 64, 32], batch: 4096, learningRate: 0.001, epochs: 2, buckets: 64 };
const steps = 20;
const tolerance = 1e-4;
/** Of the AUC of two networks that were trained from different random numbers. */
const aucTolerance = 0.01;
/** Fewer rows train no network that could be compared. */
const enoughRows = 100_000;

const square = z.array(z.array(z.number()));
const ranked = z.object({ features: z.array(z.object({ name: z.string(), pairsPlain: square })) });
const trained = z.object({ evaluation: z.object({ test: z.object({ overall: z.object({ auc: z.number() }) }) }) });
const answer = z.object({ auc: z.object({ test: z.number() }), plain: square });

/** What both sides find: the test AUC, and the distances of all pairs of domains, feature by feature. */
interface Found {
  readonly auc: number;
  readonly plain: readonly number[];
}

/**
 * The whole audit, from files to results, each side as one command: the CLI, which does more (noise floors, overlap, the feed, the report), and a script
 * over pandas, PyTorch, Captum and SciPy. Scalar features alone, so that the script is straight.
 */
export async function audit(folder: string, { auditedRows: rows }: Sizes): Promise<Line[]> {
  await writeShards(join(folder, "log"), { rows, seed: 1, threads: 1, groupRows: rows / 20 });
  const parts = readdirSync(join(folder, "log")).sort();
  const files = { train: parts.slice(0, 3), valid: parts.slice(3, 4), test: parts.slice(4) };
  writeFileSync(join(folder, "log.yaml"), pipeline(files));
  const inLog = (names: readonly string[]): string[] => names.map((name) => join(folder, "log", name));
  const spec = {
    files: { train: inLog(files.train), valid: inLog(files.valid), test: inLog(files.test) },
    ...settings,
    categories,
    numbers,
    domains,
    steps,
    threads,
  };
  writeFileSync(join(folder, "spec.json"), JSON.stringify(spec));
  const python = peerPython();
  const ours: WholeProcess[] = [];
  const theirs: WholeProcess[] = [];
  let difference: number | null = null;
  for (let pass = 0; pass < passes; pass++) {
    const runs = join(folder, `runs-${pass}`);
    mkdirSync(runs);
    ours.push(await wholeProcess(process.execPath, ourCommand(join(folder, "log.yaml"), runs)));
    if (python === null || isLong(theirs[0])) continue;
    const env = { ...process.env, OMP_NUM_THREADS: String(threads) };
    theirs.push(await wholeProcess(python, [resolve("bench/peers/audit.py"), join(folder, "spec.json")], env));
    if (pass === 0) difference = compare(ourResults(runs), theirResults(theirs[0].stdout), rows);
  }
  const seconds = (runs: readonly WholeProcess[]): number[] => runs.map((run) => run.seconds);
  const times: [number[], number[]] = isLong(theirs[0])
    ? [[median(seconds(ours))], seconds(theirs)]
    : [seconds(ours), python === null ? ours.map(() => NaN) : seconds(theirs)];
  const gibibytes = (runs: readonly WholeProcess[]): string =>
    inGibibytes(median(runs.map(({ peakBytes }) => peakBytes)));
  const memory = python === null ? "" : ` (peak memory ${gibibytes(ours)} and ${gibibytes(theirs)} GiB)`;
  const peer = `pandas + PyTorch + Captum + SciPy${memory}`;
  const part = `whole audit, ${rows.toLocaleString("en")} rows, 2 threads`;
  return [lineOf({ part, peer, goal: 8, difference, tolerance }, rows, times)];
}

function isLong(run: WholeProcess | undefined): boolean {
  return run !== undefined && run.seconds > longSeconds;
}

function ourCommand(yaml: string, runs: string): string[] {
  return ["dist/cli/main.js", "audit", yaml, "--runs-dir", runs, "--threads", String(threads)];
}

/** As YAML, which JSON is. */
function pipeline(files: Readonly<Record<"train" | "valid" | "test", readonly string[]>>): string {
  const inLog = (names: readonly string[]): string[] => names.map((name) => `log/${name}`);
  const kinds = [...categories.map((name) => [name, "categorical"]), ...numbers.map((name) => [name, "numerical"])];
  const { embedding, hidden, batch: batchSize, learningRate, epochs: maxEpochs, buckets: numericBuckets } = settings;
  return JSON.stringify({
    name: "bench",
    dataset: { files: inLog(Object.values(files).flat()) },
    domain: { column: "domain", values: domains },
    label: "label",
    split: { by: "files", ...Object.fromEntries(Object.entries(files).map(([split, names]) => [split, inLog(names)])) },
    features: Object.fromEntries(kinds.map(([name, kind]) => [name, { kind }])),
    // Every value is a value of its own, as in the script.
    encode: { minCount: 1 },
    base: { embedding, hidden, batchSize, learningRate, maxEpochs, patience: maxEpochs, numericBuckets, dropout: 0 },
    attribute: { steps, maxSteps: steps },
  });
}

function ourResults(runs: string): Found {
  const run = runFolder(runs, "bench");
  const read = (path: string): unknown => JSON.parse(readFileSync(join(run, path), "utf8"));
  const { features } = ranked.parse(read("06-rank/rank.json"));
  const byName = new Map(features.map(({ name, pairsPlain }) => [name, pairsPlain]));
  return {
    auc: trained.parse(read("04-train-base/model.json")).evaluation.test.overall.auc,
    plain: [...categories, ...numbers].flatMap((name) => {
      const pairs = byName.get(name) ?? [];
      return pairs.flatMap((row, k) => row.slice(k + 1));
    }),
  };
}

function theirResults(stdout: string): Found {
  const { auc, plain } = answer.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
  return { auc: auc.test, plain: plain.flat() };
}

/** The largest difference of a distance. Throws where the two do not agree. */
function compare(ours: Found, theirs: Found, rows: number): number {
  if (rows >= enoughRows) agree("the test AUC", [ours.auc], [theirs.auc], aucTolerance);
  return agree("the distances of the whole audit", ours.plain, theirs.plain, tolerance);
}
