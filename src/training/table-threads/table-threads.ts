import { setImmediate } from "node:timers/promises";
import type { EncodedBatch } from "../../data/batch.ts";
import type { Gathered } from "../../models/embedding.ts";
import { RowMemory, sharedFloats } from "../../models/row-memory.ts";
import { receivedBatch, type SentBatch, SharedBatch } from "../../models/shared-batch.ts";
import { errorFromWire } from "../../util/error-wire.ts";
import { Threads } from "../../util/threads.ts";
import type { RowStep } from "../row-updates.ts";
import type { ShardFacts } from "../shards/shard-work.ts";
import { queueMemory } from "./task-queue.ts";
import { type SharedTables, type TableJob, type TableReply, TableTasks, type TableWish } from "./table-job.ts";
import { type GatheredGradients, roomFor, type TableFacts } from "./table-work.ts";

const here = import.meta.url;
const jobNumbers = 2 ** 15;
/** How long this thread waits for others at a time, between turns for what waits in it. */
const waitMilliseconds = 1;

/** This thread and others, or none, that gather from embedding tables and update them together, in shared memory; each task is done by one of them, so that the bits do not depend on who did it. */
export class TableThreads {
  readonly #shared: SharedTables;
  readonly #threads: Threads<TableJob, TableReply>;
  readonly #tasks: TableTasks;
  readonly #ids: SharedBatch;
  readonly #buckets: readonly (Int32Array | null)[];
  /** A batch whose ids were made ready for the next job. */
  #ready: { readonly features: EncodedBatch["features"]; readonly sent: SentBatch } | undefined;
  /** What the ids of the last job lie in. */
  #memory: Int32Array | undefined;
  #jobs = 0;
  /** The step whose shards were run and whose tables are not yet updated. */
  #started: TableJob | undefined;
  /** Whether their update was begun. */
  #updating = false;
  #failure: Error | undefined;

  /** @param rows most of a batch; @param others threads beside this one @param shards those of a step, where it has some */
  constructor(facts: TableFacts, rows: number, others: number, shards: ShardFacts | null = null) {
    const { tables, tableOf } = facts;
    this.#buckets = tableOf.map((t) => tables[t].spec.bucketOfId);
    const withoutBuckets = tables.map((table) => ({ ...table, spec: { ...table.spec, bucketOfId: null } }));
    const memory = facts.memory === null ? undefined : new RowMemory(facts.memory);
    this.#ids = new SharedBatch(memory && ((length) => memory.ints(length)));
    this.#shared = sharedTables({ ...facts, tables: withoutBuckets }, rows, { memory, shards });
    this.#tasks = new TableTasks(this.#shared);
    // A failure is thrown where a program is run.
    void this.#tasks.open();
    this.#threads = new Threads(new URL("./table-worker.js", here), others, this.#shared, {
      message: (_, { error }) => (this.#failure ??= errorFromWire(error)),
      lost: (_, error) => (this.#failure ??= error),
    });
  }

  /** What the gradients of the rows gathered last are written to before `update`. */
  get gradients(): GatheredGradients {
    return this.#shared.gradients;
  }

  /**
   * Gathers the rows of a batch; holds until the next one. @param capacity rows that histories have, zeros behind those of the batch
   * @param meanwhile done in this thread when the others have begun
   */
  async gather(batch: EncodedBatch, capacity: number, meanwhile: () => void): Promise<Gathered> {
    await this.#run(batch, { kind: "gather", capacity }, meanwhile);
    return this.#shared.gathered;
  }

  /** Makes the ids of the batch behind that of the current job ready, while others work on this one; they are used if the next job is of it. */
  prepare(batch: EncodedBatch): void {
    this.#ready = { features: batch.features, sent: this.#ids.fill(batch, this.#buckets) };
  }

  /** Updates the tables by the gradients of a batch. */
  async update(batch: EncodedBatch, step: RowStep): Promise<void> {
    await this.#run(batch, { kind: "update", step });
  }

  /**
   * Runs the shards of a batch, which write the gradients of its rows to `gradients`; `finishStep` follows, when these are known to be good. While the last shards of others are
   * waited for, a part of the next batch is copied, and another one.
   */
  async runShards(batch: EncodedBatch, step: RowStep): Promise<void> {
    const job = this.#begin(batch, { kind: "step", step });
    this.#started = job;
    await this.#tasks.runShards(job);
    const shards = this.#tasks.shardsOf(batch.rows);
    while (!this.#tasks.queue.isFinished(shards) && batch.copySome?.() === true);
    await this.#finished(shards);
  }

  /** Runs the shards of a batch, which write the logits of its rows to where threads share them. @param meanwhile as for `gather` */
  async predictShards(batch: EncodedBatch, meanwhile: () => void): Promise<void> {
    const job = this.#begin(batch, { kind: "predict" });
    meanwhile();
    await this.#tasks.runShards(job);
    await this.#finished(this.#tasks.shardsOf(batch.rows));
  }

  /** Lets the others begin to update the tables by the gradients of the shards that were run. */
  beginUpdate(): void {
    if (this.#started === undefined) throw new Error("no shards were run");
    if (!this.#updating) this.#tasks.queue.begin(this.#started.number + 1);
    this.#updating = true;
  }

  /** Updates the tables by the gradients of the shards that were run. @param meanwhile as for `gather` */
  async finishStep(meanwhile: () => void): Promise<void> {
    this.beginUpdate();
    const job = this.#started!; // There is one, or the line before throws.
    this.#started = undefined;
    this.#updating = false;
    meanwhile();
    this.#tasks.update(job, job.number + 1);
    await this.#finished(job.order.length);
  }

  async close(): Promise<void> {
    const closed = this.#threads.close();
    // The others wait for a job, or for the end of a step that has failed.
    this.#tasks.queue.begin(this.#nextNumber());
    await closed;
    await this.#tasks.close();
  }

  async #run(batch: EncodedBatch, wish: TableWish, meanwhile = (): void => {}): Promise<void> {
    const job = this.#begin(batch, wish);
    // Others have work now: a turn for what waits in this thread, such as rows that were read.
    if (this.#threads.count > 0) await setImmediate();
    meanwhile();
    await this.#tasks.run(job);
    await this.#finished(job.order.length);
  }

  #begin(batch: EncodedBatch, wish: TableWish): TableJob {
    if (this.#failure !== undefined) throw this.#failure;
    const sent = this.#ready?.features === batch.features ? this.#ready.sent : this.#ids.fill(batch, this.#buckets);
    this.#ready = undefined;
    const { work, queue } = this.#tasks;
    const received = receivedBatch(sent);
    const sizes = wish.kind === "gather" ? work.gatherSizes(received) : work.updateSizes(received);
    const byTable = sizes.map((_, task) => task).sort((a, b) => sizes[b] - sizes[a]);
    const order = Int32Array.from(wish.kind === "predict" ? [] : byTable);
    const job = { number: this.#nextNumber(), batch: sent, wish, order };
    const { memory, ...inMemory } = sent;
    const forOthers = this.#memory === memory ? { ...job, batch: inMemory } : job;
    this.#memory = memory;
    for (let w = 0; w < this.#threads.count; w++) this.#threads.post(w, forOthers);
    // They look for what was sent when another job has begun.
    queue.begin(job.number);
    return job;
  }

  /** Even: the next one is that of a step's update. */
  #nextNumber(): number {
    return (this.#jobs = (this.#jobs + 2) % jobNumbers);
  }

  /** Waits until the other threads have finished their tasks. */
  async #finished(tasks: number): Promise<void> {
    const { queue } = this.#tasks;
    while (!queue.isFinished(tasks)) {
      // A turn for what waits in this thread, such as rows that were read, and to hear of a failure.
      await setImmediate();
      if (this.#failure !== undefined) throw this.#failure;
      queue.waitForEnd(tasks, waitMilliseconds);
    }
  }
}

function sharedTables(
  facts: TableFacts,
  rows: number,
  { memory, shards }: { memory: RowMemory | undefined; shards: ShardFacts | null },
): SharedTables {
  const zeros = (length: number): Float32Array => sharedFloats(memory, length);
  const gathered = roomFor(facts, rows, zeros);
  const histories = gathered.histories.map(({ vectors }) => zeros(vectors.length));
  return {
    facts,
    gathered,
    gradients: { dx: zeros(gathered.x.length), histories },
    shards,
    queue: queueMemory(),
  };
}
