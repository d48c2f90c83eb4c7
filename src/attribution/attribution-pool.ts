import type { DeviceName } from "../compute/types.ts";
import type { EncodedBatch } from "../data/batch.ts";
import { errorFromWire, type WireError } from "../util/error-wire.ts";
import { Threads } from "../util/threads.ts";
import type { Attributor } from "./attributor.ts";
import type { BatchAttributions, PassFacts } from "./batch-attributor.ts";

/** What a thread is given: the compiled program, and tables in shared memory. */
export interface WorkerFacts {
  readonly onnx: Uint8Array;
  readonly facts: PassFacts;
}

/** Batches to attribute one after the other; their ids are in shared memory. A thread that is given null ends. */
export type AttributionJob = readonly (Pick<EncodedBatch, "rows" | "row" | "features"> & { readonly number: number })[];
export type AttributedBatch = Pick<BatchAttributions, "scores" | "residuals">;
export type AttributionReply = { readonly done: readonly AttributedBatch[] } | { readonly error: WireError };

interface Waiting {
  readonly resolve: (done: readonly AttributedBatch[]) => void;
  readonly reject: (error: unknown) => void;
}

const here = import.meta.url;

/** Threads for an attributor on the CPU; undefined where one is enough, or where threads cannot be: Node runs the compiled files in them, not the sources. */
export function attributionPool(
  { onnx, facts }: Attributor,
  device: DeviceName,
  threads: number,
): AttributionPool | undefined {
  if (device !== "cpu" || threads === 1 || onnx === undefined || !here.endsWith(".js")) return undefined;
  return new AttributionPool({ onnx, facts }, threads);
}

/** Threads that attribute batches, each with a session of one thread: the attributions of a row are the same bits in any of them. */
export class AttributionPool {
  readonly threads: number;
  readonly #threads: Threads<AttributionJob, AttributionReply>;
  /** By thread: who waits for it, in the order of the jobs. */
  readonly #waiting: Waiting[][];
  #jobs = 0;

  constructor(facts: WorkerFacts, threads: number) {
    this.threads = threads;
    this.#waiting = Array.from({ length: threads }, () => []);
    this.#threads = new Threads(new URL("./attribution-worker.js", here), threads, facts, {
      message: (w, reply) => {
        const first = this.#waiting[w].shift();
        if ("done" in reply) first?.resolve(reply.done);
        else first?.reject(errorFromWire(reply.error));
      },
      lost: (w, error) => this.#waiting[w].splice(0).forEach(({ reject }) => reject(error)),
    });
  }

  attribute(job: AttributionJob): Promise<readonly AttributedBatch[]> {
    if (this.#threads.lost !== undefined) return Promise.reject(this.#threads.lost);
    const w = this.#jobs++ % this.threads;
    return new Promise((resolve, reject) => {
      this.#waiting[w].push({ resolve, reject });
      this.#threads.post(w, job);
    });
  }

  close(): Promise<void> {
    return this.#threads.close();
  }
}
