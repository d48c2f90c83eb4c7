import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { DomainlensError } from "../util/errors.ts";
import { gigabytes } from "./memory.ts";
import type { Plan, RunRequest } from "./plan.ts";
import type { StageName } from "./stage.ts";

/**
 * Bytes that a stage writes for each byte of raw files, at most, whether these are compressed or not: typed rows, encoded rows and the feed are
 * about as large as the raw files as Parquet; where a join or a sort does not fit into memory, as much again for the time that it takes.
 */
const bytesPerRawByte: Partial<Record<StageName, number>> = { ingest: 1.5, profile: 0.5, encode: 1.5, select: 2 };
const spilledPerRawByte = 1;
/** Reports, models and histograms. */
const others = 2e8;

/** What the stages that are to run may write, in bytes. */
export function diskNeed({ stages }: Plan, { files }: Pick<RunRequest, "files">): number {
  const raw = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const running = stages.filter(({ status }) => status.kind === "run");
  if (running.length === 0) return 0;
  const written = running.reduce((sum, { stage }) => sum + (bytesPerRawByte[stage.name] ?? 0), 0);
  return others + raw * (written > 0 ? written + spilledPerRawByte : 0);
}

/** Bytes that are free where a folder is, or will be. */
export async function freeDisk(folder: string): Promise<number> {
  if (!existsSync(folder) && dirname(folder) !== folder) return await freeDisk(dirname(folder));
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** What any disk of today has: below it, how much is needed is mostly the guess about models and reports, and the stages can try. */
const worthChecking = 1e9;

/** Throws DomainlensError("resources") when a run on a large log may need more disk than is free; a small one ends where the disk is full, and resumes. */
export async function checkDisk(plan: Plan, request: RunRequest): Promise<void> {
  const [need, free] = [diskNeed(plan, request), await freeDisk(plan.runFolder)];
  if (need <= free || need < worthChecking) return;
  throw new DomainlensError("resources", {
    what: `the run may write ${gigabytes(need)} to ${plan.runFolder}, where ${gigabytes(free)} are free`,
    remedy: "free disk space, or move the runs folder with --runs-dir",
  });
}
