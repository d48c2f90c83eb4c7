import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Manifest, readManifest } from "./manifest.ts";

/** A run on disk. */
export interface StoredRun {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The runs of a pipeline that have a manifest, the one first that a command asked for last, or that finished a stage last. */
export async function readRuns(pipelineFolder: string): Promise<StoredRun[]> {
  const names = await readdir(pipelineFolder).catch((): string[] => []);
  const folders = names.filter((name) => /^[0-9a-f]{12}$/.test(name)).map((name) => join(pipelineFolder, name));
  const runs = await Promise.all(folders.map(async (folder) => ({ folder, manifest: await readManifest(folder) })));
  return runs
    .flatMap(({ folder, manifest }) => (manifest === undefined ? [] : [{ folder, manifest }]))
    .sort((a, b) => compare(lastFinish(b.manifest), lastFinish(a.manifest)) || compare(a.folder, b.folder));
}

/** A stage that was found in another run has the time at which it was made there. */
function lastFinish({ stages, finishedAt = "" }: Manifest): string {
  return Object.values(stages).reduce((last, stage) => (stage.finishedAt > last ? stage.finishedAt : last), finishedAt);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
