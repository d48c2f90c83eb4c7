import type { EncodedBatch } from "../data/batch.ts";
import { receivedBatch, sendBatch, type SharedRoom } from "../models/shared-batch.ts";
import type { AttributedJob, AttributionJob, AttributionPool } from "./attribution-pool.ts";
import type { Attributor } from "./attributor.ts";
import type { BatchAttributions } from "./batch-attributor.ts";

/** A batch and its attributions; both are valid until the next one. */
export type Attributed = Pick<BatchAttributions, "scores" | "residuals"> & { readonly batch: EncodedBatch };

/** Rows that a thread is given at a time: enough to make up for the message. */
const rowsOfJob = 2048;

/** The attributions of batches in their order, made in this thread. */
export async function* attributeHere(
  attributor: Attributor,
  batches: AsyncIterable<EncodedBatch>,
): AsyncGenerator<Attributed> {
  for await (const batch of batches) {
    const { scores, residuals } = await attributor.attribute(batch);
    yield { batch, scores, residuals };
  }
}

/** The same in the same order, made in others while this one reads on and works on what it is given. */
export async function* attributeInThreads(
  pool: Pick<AttributionPool, "threads" | "ask">,
  batches: AsyncIterable<EncodedBatch>,
): AsyncGenerator<Attributed> {
  const waiting: { job: Job; done: Promise<AttributedJob> }[] = [];
  const spare: Job[] = [];
  const next = (): Job => spare.pop() ?? new Job();
  let started = 0;
  const start = (job: Job): void => {
    const done = pool.ask({ number: started + 1, batches: job.sent });
    started += job.sent.length;
    // A failure is thrown where the batches are awaited, not as an unhandled rejection in between.
    done.catch(() => {});
    waiting.push({ job, done });
  };
  let job = next();
  for await (const batch of batches) {
    job.add(batch);
    if (job.rows < rowsOfJob) continue;
    start(job);
    if (waiting.length > 2 * pool.threads) {
      const first = waiting.shift()!; // There is one.
      yield* first.job.attributed(await first.done);
      spare.push(first.job);
    }
    job = next();
  }
  if (job.rows > 0) start(job);
  for (const last of waiting) yield* last.job.attributed(await last.done);
}

/** Copies of batches, whose ids other threads can read without another copy. */
class Job {
  rows = 0;
  #memory = sharedIntegers(0);
  #used = 0;
  #batches: EncodedBatch[] = [];
  #sent: AttributionJob["batches"][number][] = [];

  get sent(): AttributionJob["batches"] {
    return this.#sent;
  }

  add({ rows, row, domain, label, features }: EncodedBatch): void {
    const sent = sendBatch(
      { rows, features },
      features.map(() => null),
      (length) => this.#room(length),
    );
    const own = { rows, row: row.slice(0, rows), domain: domain.slice(0, rows), label: label.slice(0, rows) };
    this.#sent.push({ ...sent, row: own.row });
    this.#batches.push({ ...own, features: receivedBatch(sent).features });
    this.rows += rows;
  }

  /** The batches with what was found for them; the job is empty then. */
  *attributed({ scores, residuals }: AttributedJob): Generator<Attributed> {
    const features = scores.length / this.rows;
    let from = 0;
    for (const batch of this.#batches) {
      const to = from + batch.rows;
      yield {
        batch,
        scores: scores.subarray(from * features, to * features),
        residuals: residuals.subarray(from, to),
      };
      from = to;
    }
    this.#clear();
  }

  /** Memory for all batches, or, where a job is larger than those before, for one: nothing that others read can grow. */
  #room(length: number): ReturnType<SharedRoom> {
    const at = this.#used;
    this.#used += length;
    return this.#used <= this.#memory.length ? { memory: this.#memory, at } : { memory: sharedIntegers(length), at: 0 };
  }

  #clear(): void {
    if (this.#used > this.#memory.length) this.#memory = sharedIntegers(this.#used);
    [this.#used, this.rows] = [0, 0];
    [this.#batches, this.#sent] = [[], []];
  }
}

function sharedIntegers(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}
