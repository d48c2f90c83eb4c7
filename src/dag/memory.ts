import { DomainlensError } from "../util/errors.ts";
import type { Resources, StageName } from "./stage.ts";

/** Something that a stage keeps in memory beside the process and the SQL engine. */
export interface MemoryPart {
  readonly what: string;
  readonly bytes: number;
}

const mebibyte = 2 ** 20;
/** Node, the program, its libraries and the garbage that waits for collection, whatever is worked on. */
export const processBytes = 320 * mebibyte;
/** DuckDB's memory beyond its limit: buffers of readers and writers, and what the allocator holds. */
const engineExcess = 1.3;

/** The least limit that the SQL engine works with. */
function leastEngine({ threads }: Pick<Resources, "threads">): number {
  return (160 + 48 * threads) * mebibyte;
}

/** How the memory of a stage is divided, in bytes. */
export interface MemoryBudget {
  /** With the process and the least SQL engine. */
  readonly parts: readonly MemoryPart[];
  /** The sum of the parts. */
  readonly needed: number;
  /** The SQL engine's limit when it gets what the parts leave. */
  readonly engine: number;
}

type Limits = Pick<Resources, "memoryBytes" | "threads">;

/** Divides the memory of a run between what a stage keeps and the SQL engine. */
export function memoryBudget(limits: Limits, kept: readonly MemoryPart[]): MemoryBudget {
  const least = leastEngine(limits);
  const parts = [
    { what: "the process", bytes: processBytes },
    ...kept,
    { what: "the SQL engine, at least", bytes: least * engineExcess },
  ];
  const needed = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const left = Math.max(0, limits.memoryBytes - needed);
  return { parts, needed, engine: Math.floor(least + left / engineExcess) };
}

/** Throws DomainlensError("resources") with the parts when a stage needs more than it may have. */
export function requireMemory(
  stage: StageName,
  limits: Pick<Resources, "memoryBytes">,
  { parts, needed }: MemoryBudget,
): void {
  if (needed <= limits.memoryBytes) return;
  throw new DomainlensError("resources", {
    what: `stage ${stage} needs ${gigabytes(needed)} of memory: ${describeParts(parts)}`,
    value: gigabytes(limits.memoryBytes),
    remedy: `set resources.memory (--memory) to at least ${(Math.ceil(needed / 1e8) / 10).toFixed(1)}GB, or keep fewer values (encode.minCount, encode.maxVocabulary)`,
  });
}

/** The parts in words. */
export function describeParts(parts: readonly MemoryPart[]): string {
  return parts.map(({ what, bytes }) => `${what} ${gigabytes(bytes)}`).join(", ");
}

/** Bytes as a text such as `1.25 GB`. */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
