import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { stageFolders } from "../data/artifacts/layout.ts";
import { makePrivateFolder } from "../util/private-folder.ts";
import { filesOf } from "./fingerprint.ts";
import type { StageEntry } from "./manifest.ts";
import { describeOutputs, linkOutputs } from "./outputs.ts";
import { watchPeakRss } from "./peak-rss.ts";
import { watchCores } from "./watch-cores.ts";
import type { PlannedStage, RunRequest } from "./plan.ts";
import { stageError } from "./stage-error.ts";
import type { Progress, StageContext, StageFolders, StageName, StageResult } from "./stage.ts";
import { syncFolder, syncTree } from "./write-atomic.ts";

/** What a stage may say while it runs. */
export interface StageListener {
  readonly progress: (progress: Progress) => void;
  readonly warn: (message: string) => void;
}

/**
 * Runs one stage and makes its outputs visible by one rename. The caller notes the returned entry in the manifest: only then is the
 * stage finished. Errors carry the stage's name.
 */
export async function runStage(
  planned: PlannedStage,
  request: RunRequest,
  runFolder: string,
  listener: StageListener,
  signal: AbortSignal,
): Promise<StageEntry> {
  const { stage } = planned;
  const scratch = join(runFolder, ".scratch");
  const scratchDir = join(scratch, `${stage.name}-${planned.fingerprint.slice(0, 16)}`);
  const outputDir = temporaryFolder(runFolder, stage.name);
  const warnings: string[] = [];
  const warn = (message: string): void => {
    warnings.push(message);
    listener.warn(message);
  };
  const stopPeak = watchPeakRss();
  const coresBusy = watchCores(request.resources.threads);
  const start = performance.now();
  try {
    await rm(outputDir, { recursive: true, force: true });
    await mkdir(outputDir, { recursive: true });
    await makePrivateFolder(scratch);
    await makePrivateFolder(scratchDir);
    const context = contextOf(planned, request, runFolder, {
      outputDir,
      scratchDir,
      signal,
      warn,
      report: listener.progress,
    });
    const result = await stage.run(context);
    signal.throwIfAborted();
    await syncTree(outputDir);
    const outputs = await describeOutputs(outputDir);
    await publish(outputDir, join(runFolder, stageFolders[stage.name]), runFolder);
    await removeScratch(scratch, stage.name);
    const seconds = (performance.now() - start) / 1000;
    const { beside } = result;
    const entry = entryOf(planned, result, coresBusy(beside?.processorMs));
    return { ...entry, outputs, warnings, seconds, peakRssBytes: stopPeak() + (beside?.peakRssBytes ?? 0) };
  } catch (error) {
    stopPeak();
    await rm(outputDir, { recursive: true, force: true }).catch(() => undefined);
    throw stageError(error, stage.name);
  }
}

/** Takes the outputs over from another run of the pipeline. */
export async function reuseStage(planned: PlannedStage, runFolder: string): Promise<StageEntry> {
  const { stage, status } = planned;
  if (status.kind !== "reusable") throw new Error("only a reusable stage is taken over");
  const outputDir = temporaryFolder(runFolder, stage.name);
  try {
    await mkdir(outputDir, { recursive: true });
    await linkOutputs(status.folder, outputDir, status.entry.outputs);
    await syncTree(outputDir);
    await publish(outputDir, join(runFolder, stageFolders[stage.name]), runFolder);
    return { ...status.entry, reusedFrom: status.runId };
  } catch (error) {
    throw stageError(error, stage.name);
  }
}

function temporaryFolder(runFolder: string, name: StageName): string {
  return join(runFolder, `${stageFolders[name]}.tmp-${process.pid}`);
}

function contextOf(
  { stage, key }: PlannedStage,
  { config, files, resources }: RunRequest,
  runFolder: string,
  rest: Pick<StageContext<unknown>, "outputDir" | "scratchDir" | "signal" | "warn" | "report">,
): StageContext<unknown> {
  const inputs = Object.fromEntries(stage.inputs.map((name) => [name, join(runFolder, stageFolders[name])]));
  return {
    ...rest,
    config: stage.slice(config),
    // Holds the declared inputs only; a stage that reads another finds undefined, and its test shows it.
    inputs: inputs as StageFolders,
    files: filesOf(stage, files),
    resources,
    seed: key.seed,
  };
}

function entryOf({ key, fingerprint }: PlannedStage, { rows, notes = [], notReusable }: StageResult, measured: string) {
  const finishedAt = new Date().toISOString();
  return {
    version: key.version,
    fingerprint,
    key,
    rows: { ...rows },
    notes: [...notes, measured],
    finishedAt,
    ...(notReusable !== undefined && { notReusable }),
    reusedFrom: null,
  };
}

async function publish(from: string, to: string, runFolder: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await rename(from, to);
  await syncFolder(runFolder);
}

/** Checkpoints of this stage, also those that runs with other settings left behind. */
async function removeScratch(scratch: string, name: StageName): Promise<void> {
  const folders = await readdir(scratch);
  const own = folders.filter((folder) => folder.startsWith(`${name}-`) && folder.length === name.length + 17);
  for (const folder of own) await rm(join(scratch, folder), { recursive: true, force: true });
  if (own.length === folders.length) await rm(scratch, { recursive: true, force: true });
}
