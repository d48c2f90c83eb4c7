import { mkdir, readdir, rm } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { checkMemory } from "./check-memory.ts";
import { checkDisk } from "./disk.ts";
import { fingerprint } from "./fingerprint.ts";
import { lockRun } from "./lock.ts";
import { type Manifest, type StageEntry, readManifest, writeManifest } from "./manifest.ts";
import { type Plan, type PlannedStage, type RunRequest, planRun, runFolderOf, stagesToRun } from "./plan.ts";
import { reuseStage, runStage } from "./run-stage.ts";
import { fromForeign } from "./stage-error.ts";
import type { Progress, StageName } from "./stage.ts";
import { DomainlensError } from "../util/errors.ts";

/** What a run tells while it goes on; the command line shows it. */
export interface RunObserver {
  planned(plan: Plan): void;
  started(stage: StageName): void;
  progress(stage: StageName, progress: Progress): void;
  warned(stage: StageName, message: string): void;
  finished(stage: StageName, how: PlannedStage["status"]["kind"], entry: StageEntry): void;
}

/** Facts for the manifest that only the program knows. */
export interface RunFacts {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly configJsonSchema: unknown;
}

export interface RunOutcome {
  readonly plan: Plan;
  readonly manifest: Manifest;
}

/**
 * Runs what the plan says, under the lock of the run folder. After a kill at any moment, the same call continues with the first
 * unfinished stage and ends in the same outputs. Throws DomainlensError with the name of the stage that failed.
 */
export async function runPipeline(
  request: RunRequest,
  facts: RunFacts,
  observer: RunObserver,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const runFolder = runFolderOf(request);
  try {
    // What cannot run leaves no folder.
    stagesToRun(request);
    await mkdir(runFolder, { recursive: true });
    await using _lock = await lockRun(runFolder);
    await removeLeftovers(runFolder);
    let plan = await planRun(request);
    observer.planned(plan);
    const done = new Map<StageName, StageEntry>();
    await checkMemory(plan, request, new Set());
    await checkDisk(plan, request);
    const held = await readManifest(runFolder);
    let manifest = newManifest(plan, request, facts, held?.stages ?? {});
    for (let s = 0; s < plan.stages.length; s++) {
      const planned = plan.stages[s];
      signal.throwIfAborted();
      manifest = await advance(planned, manifest, { request, runFolder, observer, signal });
      if (planned.status.kind !== "run") continue;
      const entry = manifest.stages[planned.stage.name];
      done.set(planned.stage.name, entry);
      // Only now is it known what the stages after it are made from.
      if (entry.notReusable !== undefined) plan = await planRun(request, done);
      await checkMemory(plan, request, new Set(done.keys()));
    }
    manifest = { ...manifest, finishedAt: new Date().toISOString() };
    await writeManifest(runFolder, manifest);
    return { plan, manifest };
  } catch (error) {
    throw error instanceof DomainlensError ? error : fromForeign(error);
  }
}

interface Surroundings {
  readonly request: RunRequest;
  readonly runFolder: string;
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
}

/** Brings one stage to its end and notes it; the entry leaves the manifest before its outputs are touched. */
async function advance(planned: PlannedStage, manifest: Manifest, around: Surroundings): Promise<Manifest> {
  const { request, runFolder, observer, signal } = around;
  const { stage, status } = planned;
  const { [stage.name]: entryBefore, ...others } = manifest.stages;
  if (status.kind === "cached") {
    observer.finished(stage.name, "cached", status.entry);
    return manifest;
  }
  if (entryBefore !== undefined) await writeManifest(runFolder, { ...manifest, stages: others });
  if (status.kind === "run" && status.damage !== undefined) {
    observer.warned(stage.name, `stored outputs are damaged (${status.damage}); the stage runs again`);
  }
  observer.started(stage.name);
  const listener = {
    progress: (progress: Progress) => observer.progress(stage.name, progress),
    warn: (message: string) => observer.warned(stage.name, message),
  };
  const entry =
    status.kind === "reusable"
      ? await reuseStage(planned, runFolder)
      : await runStage(planned, request, runFolder, listener, signal);
  const next = { ...manifest, stages: { ...others, [stage.name]: entry } };
  await writeManifest(runFolder, next);
  observer.finished(stage.name, status.kind, entry);
  return next;
}

function newManifest(plan: Plan, request: RunRequest, facts: RunFacts, stages: Manifest["stages"]): Manifest {
  const { config, files, device, packageVersion } = request;
  return {
    manifestVersion: 2,
    pipeline: config.name,
    runId: plan.runId,
    seed: config.seed,
    config,
    configSchemaSha256: fingerprint(facts.configJsonSchema),
    sources: files.map(({ name, use, split, bytes, sha256 }) => ({ name, use, split: split ?? null, bytes, sha256 })),
    versions: { domainlens: packageVersion, node: process.version, dependencies: { ...facts.dependencies } },
    machine: {
      platform: `${process.platform}-${process.arch}`,
      cpus: cpus().length,
      memoryBytes: totalmem(),
      device,
    },
    stages,
  };
}

/** Temporary folders and files in a run whose lock we hold belong to processes that are gone. */
async function removeLeftovers(runFolder: string): Promise<void> {
  const names = await readdir(runFolder);
  const leftovers = names.filter((name) => /\.(tmp|stale)-\d+$/.test(name));
  for (const name of leftovers) await rm(join(runFolder, name), { recursive: true, force: true });
}
