import { join } from "node:path";
import { stageFolders } from "../data/artifacts/layout.ts";
import { memoryBudget, type MemoryBudget, requireMemory } from "./memory.ts";
import type { Plan, RunRequest } from "./plan.ts";
import type { KnownFacts, StageName } from "./stage.ts";

/** The memory of a stage that is to run; undefined while it is not known. */
export interface PlannedMemory {
  readonly stage: StageName;
  readonly budget: MemoryBudget | undefined;
}

/** How the stages that are to run divide the memory, as far as what is finished tells. @param done stages that have run meanwhile */
export async function plannedMemory(
  plan: Plan,
  { config, resources }: RunRequest,
  done: ReadonlySet<StageName> = new Set(),
): Promise<PlannedMemory[]> {
  const finished = folderLookup(plan, done);
  const waiting = plan.stages.filter(({ stage, status }) => status.kind === "run" && !done.has(stage.name));
  const planned: PlannedMemory[] = [];
  for (const { stage } of waiting) {
    const kept = stage.memory === undefined ? [] : await stage.memory({ config, finished });
    planned.push({ stage: stage.name, budget: kept && memoryBudget(resources, kept) });
  }
  return planned;
}

/**
 * Throws DomainlensError("resources") for the first stage that needs more memory than the run may have, before any work for it is done: at the
 * start, and again when a stage has finished that later ones depend on.
 */
export async function checkMemory(plan: Plan, request: RunRequest, done: ReadonlySet<StageName>): Promise<void> {
  for (const { stage, budget } of await plannedMemory(plan, request, done)) {
    if (budget !== undefined) requireMemory(stage, request.resources, budget);
  }
}

function folderLookup({ stages, runFolder }: Plan, done: ReadonlySet<StageName>): KnownFacts["finished"] {
  return (name) => {
    const status = stages.find(({ stage }) => stage.name === name)?.status;
    if (status === undefined) return undefined;
    if (status.kind === "reusable") return status.folder;
    return status.kind === "cached" || done.has(name) ? join(runFolder, stageFolders[name]) : undefined;
  };
}
