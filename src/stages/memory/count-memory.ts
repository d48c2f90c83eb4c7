import { type MemoryPart, memoryBudget } from "../../dag/memory.ts";
import type { Resources } from "../../dag/stage.ts";

/** Of what a run has beyond the least: the rest is for SQL, which counts what does not fit. */
const shareOfRest = 0.25;
const mostPerThread = 2 ** 28;

/** What counting values by their codes may take: each thread has its kernel's memory, and as much for what it writes. */
export function countMemory(resources: Pick<Resources, "memoryBytes" | "threads">): {
  readonly parts: readonly MemoryPart[];
  readonly bytesPerThread: number;
} {
  const rest = Math.max(0, resources.memoryBytes - memoryBudget(resources, []).needed);
  const bytesPerThread = Math.min(mostPerThread, Math.floor((shareOfRest * rest) / (2 * resources.threads)));
  return { parts: [{ what: "counts of values", bytes: 2 * bytesPerThread * resources.threads }], bytesPerThread };
}
