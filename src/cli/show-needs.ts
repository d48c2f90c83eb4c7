import { plannedMemory, type PlannedMemory } from "../dag/check-memory.ts";
import { diskNeed, freeDisk } from "../dag/disk.ts";
import { describeParts, gigabytes } from "../dag/memory.ts";
import type { Plan, RunRequest } from "../dag/plan.ts";

/** What a run needs of the machine. */
export interface PlannedNeeds {
  /** Of the stages that are to run; a stage whose memory depends on what is not finished has no budget yet. */
  readonly memory: readonly PlannedMemory[];
  readonly memoryBytes: number;
  /** Bytes that the run may write, and that are free. */
  readonly disk: { readonly need: number; readonly free: number };
}

/** Looks up what a planned run needs; reads, never writes. */
export async function plannedNeeds(plan: Plan, request: RunRequest): Promise<PlannedNeeds> {
  const disk = { need: diskNeed(plan, request), free: await freeDisk(plan.runFolder) };
  return { memory: await plannedMemory(plan, request), memoryBytes: request.resources.memoryBytes, disk };
}

/** The needs as lines. */
export function showNeeds({ memory, memoryBytes, disk }: PlannedNeeds): string {
  const width = Math.max(0, ...memory.map(({ stage }) => stage.length));
  const lines = memory.map(({ stage, budget }) => `  ${stage.padEnd(width)}  ${describe(budget, memoryBytes)}`);
  return [
    `memory: ${gigabytes(memoryBytes)} (resources.memory)`,
    ...lines,
    `disk: at most ${gigabytes(disk.need)}, ${gigabytes(disk.free)} free`,
  ].join("\n");
}

function describe(budget: PlannedMemory["budget"], memoryBytes: number): string {
  if (budget === undefined) return "known when the rows are encoded";
  const { needed, parts, engine } = budget;
  const verdict =
    needed > memoryBytes ? "more than there is" : `${gigabytes(engine)} are the most that the SQL engine gets`;
  return `needs ${gigabytes(needed)} (${describeParts(parts)}); ${verdict}`;
}

/** The needs for `--json`. */
export function needsJson({ memory, memoryBytes, disk }: PlannedNeeds): unknown {
  const stages = memory.map(({ stage, budget }) => ({
    stage,
    needed: budget?.needed ?? null,
    engine: budget?.engine ?? null,
    parts: budget?.parts ?? null,
  }));
  return { memoryBytes, stages, disk };
}
