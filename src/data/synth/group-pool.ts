import { Worker } from "node:worker_threads";
import type { RowGroup } from "../parquet-writer/row-group.ts";
import type { RowPosition } from "./row-walk.ts";

/** What every thread knows. */
export interface PoolData {
  readonly seed: number;
  readonly biases: readonly number[];
}

/** A row group to draw: where its first row begins, and how many there are. */
export interface GroupJob {
  readonly position: RowPosition;
  readonly rows: number;
}

interface Waiting {
  readonly resolve: (group: RowGroup) => void;
  readonly reject: (error: unknown) => void;
}

/** Threads that draw row groups, each its own in turn. */
export class GroupPool implements AsyncDisposable {
  readonly #workers: readonly Worker[];
  /** By worker: who waits for its groups, in the order of the jobs. */
  readonly #waiting: Waiting[][];
  #jobs = 0;

  constructor(data: PoolData, threads: number) {
    // The compiled file: Node does not run TypeScript.
    const file = new URL("./group-worker.js", import.meta.url);
    this.#workers = Array.from({ length: threads }, () => new Worker(file, { workerData: data }));
    this.#waiting = this.#workers.map(() => []);
    this.#workers.forEach((worker, w) => {
      worker.on("message", (group: RowGroup) => this.#waiting[w].shift()?.resolve(group));
      worker.on("error", (error) => this.#waiting[w].splice(0).forEach(({ reject }) => reject(error)));
    });
  }

  draw(job: GroupJob): Promise<RowGroup> {
    const w = this.#jobs++ % this.#workers.length;
    const drawn = new Promise<RowGroup>((resolve, reject) => this.#waiting[w].push({ resolve, reject }));
    // Whoever asks may be busy with an earlier group when this one fails.
    drawn.catch(() => {});
    this.#workers[w].postMessage(job);
    return drawn;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const worker of this.#workers) await worker.terminate();
  }
}
