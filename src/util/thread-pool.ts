import { errorFromWire, type WireError } from "./error-wire.ts";
import { Threads } from "./threads.ts";

/** What a thread answers to a job. */
export type PoolReply<Done> = { readonly done: Done } | { readonly error: WireError };

interface Waiting<Done> {
  readonly resolve: (done: Done) => void;
  readonly reject: (error: unknown) => void;
}

/** Whether threads can be had: Node runs the compiled files in them, not the sources. @param asking the `import.meta.url` of who asks */
export function canUseThreads(asking: string): boolean {
  return asking.endsWith(".js");
}

/** Threads that run one file, each of which answers its jobs in their order with a `PoolReply`. */
export class ThreadPool<Job, Done> {
  readonly #threads: Threads<Job, PoolReply<Done>>;
  /** By thread: who waits for it, in the order of the jobs. */
  readonly #waiting: Waiting<Done>[][];

  /** @param data what every thread is given at its start; shared memory in it is shared */
  constructor(file: URL, count: number, data?: unknown) {
    this.#waiting = Array.from({ length: count }, () => []);
    this.#threads = new Threads(file, count, data, {
      message: (w, reply) => {
        const first = this.#waiting[w].shift();
        if ("done" in reply) first?.resolve(reply.done);
        else first?.reject(errorFromWire(reply.error));
      },
      lost: (w, error) => this.#waiting[w].splice(0).forEach(({ reject }) => reject(error)),
    });
  }

  get threads(): number {
    return this.#waiting.length;
  }

  /** Has the job done by the thread that has the fewest to do. */
  ask(job: Job): Promise<Done> {
    if (this.#threads.lost !== undefined) return Promise.reject(this.#threads.lost);
    const lengths = this.#waiting.map(({ length }) => length);
    const w = lengths.indexOf(Math.min(...lengths));
    return new Promise((resolve, reject) => {
      this.#waiting[w].push({ resolve, reject });
      this.#threads.post(w, job);
    });
  }

  close(): Promise<void> {
    return this.#threads.close();
  }
}
