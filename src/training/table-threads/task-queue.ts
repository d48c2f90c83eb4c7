/** Tasks of a job that have been taken: the job's number above these bits. */
const bits = 16;
const most = 2 ** bits - 1;

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

  /** Begins a job. The one before must be finished. */
  begin(job: number): void {
    Atomics.store(this.#memory, 1, 0);
    Atomics.store(this.#memory, 0, job << bits);
  }

  /** Works on the tasks of a job that are not taken. */
  work(job: number, tasks: number, run: (task: number) => void): void {
    for (let task = this.#take(job, tasks); task >= 0; task = this.#take(job, tasks)) {
      run(task);
      Atomics.add(this.#memory, 1, 1);
    }
  }

  isFinished(tasks: number): boolean {
    return Atomics.load(this.#memory, 1) === tasks;
  }

  /** A task of the job; -1 when there is none. */
  #take(job: number, tasks: number): number {
    for (;;) {
      const word = Atomics.load(this.#memory, 0);
      const taken = word & most;
      if (word - taken !== job << bits || taken >= tasks) return -1;
      if (Atomics.compareExchange(this.#memory, 0, word, word + 1) === word) return taken;
    }
  }
}
