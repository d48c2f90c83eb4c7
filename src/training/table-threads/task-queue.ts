/** Tasks of a job that have been taken: the job's number above these bits. */
const bits = 16;
const most = 2 ** bits - 1;
/** How often a thread looks for the next job before it sleeps: to be woken takes longer than what lies between the two jobs of a step. */
const looks = 5000;

/** Shared memory of a queue. */
export function queueMemory(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8));
}

/**
 * The tasks 0, 1, … of one job after the other, which threads take until none is left. The job's number lies in one word with the number of tasks taken, so
 * that a thread that comes late finds nothing of the next one.
 */
export class TaskQueue {
  /** [job and tasks taken, tasks finished] */
  readonly #memory: Int32Array;

  constructor(memory: Int32Array) {
    this.#memory = memory;
  }

  /** The job that was begun last; 0 before the first one. */
  get job(): number {
    return this.#word() >> bits;
  }

  /** Begins a job. The one before must be finished, or given up. */
  begin(job: number): void {
    Atomics.store(this.#memory, 1, 0);
    Atomics.store(this.#memory, 0, job << bits);
    Atomics.notify(this.#memory, 0);
  }

  /** Works on the tasks of a job that are not taken. */
  work(job: number, tasks: number, run: (task: number) => void): void {
    for (let task = this.#take(job, tasks); task >= 0; task = this.#take(job, tasks)) {
      run(task);
      this.#finish();
    }
  }

  /** As `work`, for tasks that are waited for, one after the other. */
  async workInTurn(job: number, tasks: number, run: (task: number) => Promise<void>): Promise<void> {
    for (let task = this.#take(job, tasks); task >= 0; task = this.#take(job, tasks)) {
      await run(task);
      this.#finish();
    }
  }

  /** Stops this thread until another job has begun. */
  waitForNext(job: number): void {
    for (let look = 0; look < looks; look++) if (this.job !== job) return;
    // One look at the word: what is begun behind it is not waited for.
    for (let word = this.#word(); word >> bits === job; word = this.#word()) Atomics.wait(this.#memory, 0, word, 1000);
  }

  isFinished(tasks: number): boolean {
    return Atomics.load(this.#memory, 1) === tasks;
  }

  /** Stops this thread until all tasks are finished, or for so many milliseconds. */
  waitForEnd(tasks: number, milliseconds: number): void {
    const end = performance.now() + milliseconds;
    for (let left = milliseconds; left > 0; left = end - performance.now()) {
      const finished = Atomics.load(this.#memory, 1);
      if (finished === tasks) return;
      Atomics.wait(this.#memory, 1, finished, left);
    }
  }

  #word(): number {
    return Atomics.load(this.#memory, 0);
  }

  #finish(): void {
    Atomics.add(this.#memory, 1, 1);
    Atomics.notify(this.#memory, 1);
  }

  /** A task of the job; -1 when there is none. */
  #take(job: number, tasks: number): number {
    for (;;) {
      const word = this.#word();
      const taken = word & most;
      if (word - taken !== job << bits || taken >= tasks) return -1;
      if (Atomics.compareExchange(this.#memory, 0, word, word + 1) === word) return taken;
    }
  }
}
