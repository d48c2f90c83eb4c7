import { join } from "node:path";
import { findDefect } from "../dag/outputs.ts";
import type { StoredRun } from "../dag/runs.ts";
import type { StageName } from "../dag/stage.ts";
import { stageFolders } from "../data/artifacts/layout.ts";
import { DomainlensError } from "../util/errors.ts";

/** Refuses what a stage left when it is not what the manifest says: before it goes to others. Errors: DomainlensError("input") naming the file. */
export async function requireIntact({ folder, manifest }: StoredRun, stage: StageName): Promise<void> {
  const entry = manifest.stages[stage];
  const stageFolder = join(folder, stageFolders[stage]);
  const defect = entry === undefined ? "it is not finished" : await findDefect(stageFolder, entry.outputs);
  if (defect === undefined) return;
  throw new DomainlensError("input", {
    what: `stage ${stage} of run ${manifest.runId} is not as it was written: ${defect}`,
    value: stageFolder,
    remedy: `give the command that made the run again, such as domainlens audit <the pipeline file of ${manifest.pipeline}>: it makes damaged stages anew`,
  });
}
