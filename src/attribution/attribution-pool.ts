import { Worker } from "node:worker_threads";
import type { DeviceName } from "../compute/types.ts";
import type { EncodedBatch } from "../data/batch.ts";
import { errorFromWire, type WireError } from "../util/error-wire.ts";
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
  readonly #workers: readonly Worker[];
  /** By worker: who waits for it, in the order of the jobs. */
  readonly #waiting: Waiting[][];
  /** By worker: that it is there no more. */
  readonly #ended: readonly Promise<void>[];
  /** Why a thread is there no more before its time. */
  #lost: Error | undefined;
  #jobs = 0;

  constructor(facts: WorkerFacts, threads: number) {
    this.threads = threads;
    const file = new URL("./attribution-worker.js", here);
    this.#workers = Array.from({ length: threads }, () => new Worker(file, { workerData: facts }));
    this.#waiting = this.#workers.map(() => []);
    this.#workers.forEach((worker, w) => {
      worker.on("message", (reply: AttributionReply) => {
        const first = this.#waiting[w].shift();
        if ("done" in reply) first?.resolve(reply.done);
        else first?.reject(errorFromWire(reply.error));
      });
      worker.on("error", (error) => {
        this.#lost = error;
        this.#waiting[w].splice(0).forEach(({ reject }) => reject(error));
      });
    });
    this.#ended = this.#workers.map((worker) => new Promise((resolve) => worker.once("exit", () => resolve())));
  }

  attribute(job: AttributionJob): Promise<readonly AttributedBatch[]> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    const w = this.#jobs++ % this.#workers.length;
    return new Promise((resolve, reject) => {
      this.#waiting[w].push({ resolve, reject });
      this.#workers[w].postMessage(job);
    });
  }

  /** Lets every thread finish what it was given: one that is stopped within the runtime takes the process with it. */
  async close(): Promise<void> {
    for (const worker of this.#workers) worker.postMessage(null);
    await Promise.all(this.#ended);
  }
}
