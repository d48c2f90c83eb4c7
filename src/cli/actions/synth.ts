import { mkdir, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
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

/** Writes the log, its truth and its pipeline. */
export async function synth({ shape, seed: seedText, out, threads, ...options }: SynthOptions): Promise<void> {
  const { writeLog, writeShards, truth, pipeline, command, rows: defaultRows } = synthShapes[shape];
  const format = options.format ?? (writeShards === undefined ? "csv" : "parquet");
  const [rows, seed] = [
    wholeNumber("--rows", options.rows ?? String(defaultRows), 1),
    wholeNumber("--seed", seedText, 0, 2 ** 32 - 1),
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

/** @param most of seeds: the generators take 32 bits, and two seeds are to be two logs */
function wholeNumber(option: string, text: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const bounds = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new DomainlensError("usage", {
    what: `${option} is not a whole number ${bounds}`,
    value: text,
    remedy: `such as ${option} ${Math.max(least, 1)}`,
  });
}
