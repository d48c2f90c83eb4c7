import type { EncodedBatch, FeatureIds } from "../data/batch.ts";
import type { AttributedBatch, AttributionPool } from "./attribution-pool.ts";
import type { Attributor } from "./attributor.ts";

/** A batch and its attributions; both are valid until the next one. */
export type Attributed = AttributedBatch & { readonly batch: EncodedBatch };

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
  const waiting: { job: EncodedBatch[]; done: Promise<readonly AttributedBatch[]> }[] = [];
  let started = 0;
  const start = (job: EncodedBatch[]): void => {
    const asked = job.map(({ rows, row, features }) => ({ rows, row, features, number: ++started }));
    const done = pool.ask(asked);
    // A failure is thrown where the batches are awaited, not as an unhandled rejection in between.
    done.catch(() => {});
    waiting.push({ job, done });
  };
  let job: EncodedBatch[] = [];
  let rows = 0;
  for await (const batch of batches) {
    job.push(inSharedMemory(batch));
    rows += batch.rows;
    if (rows < rowsOfJob) continue;
    start(job);
    [job, rows] = [[], 0];
    if (waiting.length > 2 * pool.threads) yield* finish(waiting.shift()!); // There is one.
  }
  if (job.length > 0) start(job);
  for (const last of waiting) yield* finish(last);
}

async function* finish({
  job,
  done,
}: {
  job: EncodedBatch[];
  done: Promise<readonly AttributedBatch[]>;
}): AsyncGenerator<Attributed> {
  const attributed = await done;
  for (const [i, batch] of job.entries()) yield { batch, ...attributed[i] };
}

/** A copy whose ids other threads can read without another one. */
function inSharedMemory({ rows, row, domain, label, features }: EncodedBatch): EncodedBatch {
  return {
    rows,
    row: row.slice(0, rows),
    domain: domain.slice(0, rows),
    label: label.slice(0, rows),
    features: features.map(({ ids, offsets }): FeatureIds => {
      return offsets === null
        ? { ids: shared(ids, rows), offsets }
        : { ids: shared(ids, offsets[rows]), offsets: shared(offsets, rows + 1) };
    }),
  };
}

function shared(values: Int32Array, length: number): Int32Array {
  const copy = new Int32Array(new SharedArrayBuffer(4 * length));
  copy.set(values.subarray(0, length));
  return copy;
}
