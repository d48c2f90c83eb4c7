import { mkdir, statfs, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command, Option } from "commander";
import { synthShapes } from "../../data/synth/shapes.ts";
import type { SynthFormat } from "../../data/synth/synth-pipeline.ts";
import { shardRowBytes } from "../../data/synth/write-shards.ts";
import { DomainlensError } from "../../util/errors.ts";
import { printResult } from "../print.ts";
import { shownPath } from "../summary.ts";

interface SynthOptions {
  readonly shape: string;
  readonly rows?: string;
  readonly seed: string;
  readonly out: string;
  readonly format?: SynthFormat;
  readonly threads: string;
}

/** `domainlens synth`: a log with planted truth, to see what an audit finds. */
export function synthCommand(): Command {
  return new Command("synth")
    .description(
      "write a synthetic log with planted truth and its pipeline: domain-sensitive features and decoys, entities with features of their own, or positives in domains that share users",
    )
    .addOption(new Option("--shape <name>", "shape of the log").choices(Object.keys(synthShapes)).default("aliccp"))
    .option(
      "--rows <n>",
      `rows (default: ${Object.entries(synthShapes)
        .map(([shape, { rows }]) => `${rows} for ${shape}`)
        .join(", ")})`,
    )
    .option("--seed <n>", "seed", "1")
    .option("--out <folder>", "where to write", "synth")
    .addOption(
      new Option("--format <name>", "format of the log (default: parquet for aliccp, csv for the others)").choices([
        "parquet",
        "csv",
      ]),
    )
    .option("--threads <n>", "threads that write Parquet", String(Math.min(4, availableParallelism())))
    .option("--debug", "print stacks of errors")
    .action(synth);
}

async function synth({ shape, seed: seedText, out, threads, ...options }: SynthOptions): Promise<void> {
  const { writeLog, writeShards, truth, pipeline, command, rows: defaultRows } = synthShapes[shape];
  const format = options.format ?? (writeShards === undefined ? "csv" : "parquet");
  const [rows, seed] = [
    wholeNumber("--rows", options.rows ?? String(defaultRows), 1),
    wholeNumber("--seed", seedText, 0),
  ];
  const name = `${shape}-${seed}`;
  await mkdir(out, { recursive: true });
  let more: Readonly<Record<string, unknown>> | void = {};
  if (format === "csv") more = await writeLog(join(out, `${name}.csv`), rows, seed);
  else if (writeShards === undefined) throw noParquet(shape);
  else {
    await requireSpace(out, rows * shardRowBytes);
    await writeShards(join(out, name), { rows, seed, threads: wholeNumber("--threads", threads, 1) });
  }
  await writeFile(join(out, `${name}.truth.json`), `${JSON.stringify({ ...truth, ...more }, null, 1)}\n`);
  const path = join(out, `${name}.yaml`);
  await writeFile(path, pipeline(name, format === "csv" ? `${name}.csv` : `${name}/*.parquet`, format));
  await printResult(`wrote ${shownPath(path)}; now\n  domainlens ${command} ${shownPath(path)}`);
}

async function requireSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= bytes) return;
  const gigabytes = (count: number): string => `${(count / 1e9).toFixed(1)} GB`;
  throw new DomainlensError("usage", {
    what: `the log takes ${gigabytes(bytes)} and ${folder} has ${gigabytes(bavail * bsize)} left`,
    value: folder,
    remedy: "make room, name another folder with --out, or ask for fewer --rows",
  });
}

function noParquet(shape: string): DomainlensError {
  return new DomainlensError("usage", {
    what: `the shape ${shape} is written as CSV only`,
    value: "parquet",
    remedy: "leave out --format",
  });
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new DomainlensError("usage", {
    what: `${option} is not a whole number of at least ${least}`,
    value: text,
    remedy: `such as ${option} ${Math.max(least, 1)}`,
  });
}
