import { canUseThreads, ThreadPool } from "../../../util/thread-pool.ts";
import { CodeCounter, type CountJob, type CountReply } from "./count-job.ts";

/** Rows of a log from which on threads save more time than they take to start. */
const rowsForThreads = 500_000;

export interface CountLimits {
  readonly threads: number;
  /** Of the log. */
  readonly rows: number;
  /** What the memory of a thread's kernel may be, and again what is made of the counts in it. */
  readonly bytesPerThread: number;
  readonly signal: AbortSignal;
}

/** Counts columns, as many at once as it has threads; what comes out depends on the column alone. */
export class CountPool {
  /** Undefined where this thread is enough, or where others cannot be. */
  readonly #pool: ThreadPool<CountJob, CountReply | undefined> | undefined;
  readonly #counter: CodeCounter;
  /** Of this thread's counter. */
  #last: Promise<unknown> = Promise.resolve();

  constructor({ threads, rows, bytesPerThread, signal }: CountLimits) {
    this.#counter = new CodeCounter(bytesPerThread, signal);
    if (threads === 1 || rows < rowsForThreads || !canUseThreads(import.meta.url)) return;
    this.#pool = new ThreadPool(new URL("./count-worker.js", import.meta.url), threads, bytesPerThread);
  }

  /** As `CodeCounter.count`. */
  count(job: CountJob): Promise<CountReply | undefined> {
    if (this.#pool !== undefined) return this.#pool.ask(job);
    const counted = this.#last.then(() => this.#counter.count(job));
    this.#last = counted.catch(() => {});
    return counted;
  }

  async close(): Promise<void> {
    await this.#pool?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
