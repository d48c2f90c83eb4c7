import { Worker } from "node:worker_threads";

/** What becomes of the messages and of a thread that ends before its time. @param w the thread's position */
export interface ThreadEvents<Reply> {
  readonly message: (w: number, reply: Reply) => void;
  readonly lost: (w: number, error: Error) => void;
}

/** Threads that run one file; each ends by itself when it is given null, after what it was given before. */
export class Threads<Job, Reply> {
  readonly #workers: readonly Worker[];
  /** By thread: that it is there no more. */
  readonly #ended: readonly Promise<void>[];
  #closing = false;
  /** Why a thread is there no more before its time. */
  lost: Error | undefined;

  /** @param data what every thread is given at its start; shared memory in it is shared */
  constructor(file: URL, count: number, data: unknown, events: ThreadEvents<Reply>) {
    this.#workers = Array.from({ length: count }, () => new Worker(file, { workerData: data }));
    this.#workers.forEach((worker, w) => {
      const lose = (error: Error): void => {
        this.lost ??= error;
        events.lost(w, error);
      };
      worker.on("message", (reply: Reply) => events.message(w, reply));
      worker.on("error", lose);
      worker.on("exit", (code) => {
        if (!this.#closing) lose(new Error(`a thread ended before its time with code ${code}`));
      });
    });
    this.#ended = this.#workers.map((worker) => new Promise((resolve) => worker.once("exit", () => resolve())));
  }

  get count(): number {
    return this.#workers.length;
  }

  post(w: number, job: Job): void {
    this.#workers[w].postMessage(job);
  }

  /** Lets every thread finish what it was given: one that is stopped within a native library takes the process with it. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const worker of this.#workers) worker.postMessage(null);
    await Promise.all(this.#ended);
  }
}
