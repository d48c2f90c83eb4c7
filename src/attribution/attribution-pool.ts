import type { ProgramFacts } from "../compute/bound-program.ts";
import type { EncodedBatch } from "../data/batch.ts";
import type { SentBatch } from "../models/shared-batch.ts";
import type { DeviceName } from "../util/device-names.ts";
import { canUseThreads, type PoolReply, ThreadPool } from "../util/thread-pool.ts";
import type { Attributor } from "./attributor.ts";
import type { BatchAttributions, PassFacts } from "./batch-attributor.ts";

/** What a thread is given: the compiled program, and tables in shared memory. */
export interface WorkerFacts {
  readonly program: ProgramFacts;
  readonly facts: PassFacts;
}

/** Batches to attribute one after the other. */
export interface AttributionJob {
  /** Number of the first one among all, for errors. */
  readonly number: number;
  readonly batches: readonly (SentBatch & Pick<EncodedBatch, "row">)[];
}

/** The attributions of the rows of a job, those of a batch behind those of the one before: `scores` [rows, F], `residuals` [rows]. */
export type AttributedJob = Pick<BatchAttributions, "scores" | "residuals">;
export type AttributionReply = PoolReply<AttributedJob>;

/** Threads that attribute batches, each with a session of one thread: the attributions of a row are the same bits in any of them. */
export type AttributionPool = ThreadPool<AttributionJob, AttributedJob>;

/** Threads for an attributor on the CPU; undefined where one is enough, or where threads cannot be. */
export function attributionPool(
  { program, facts }: Attributor,
  device: DeviceName,
  threads: number,
): AttributionPool | undefined {
  if (device !== "cpu" || threads === 1 || program === undefined || !canUseThreads(import.meta.url)) return undefined;
  return new ThreadPool(new URL("./attribution-worker.js", import.meta.url), threads, { program, facts });
}
