import { setImmediate } from "node:timers/promises";
import type { EncodedBatch } from "../../data/batch.ts";
import type { Gathered } from "../../models/embedding.ts";
import { RowMemory, sharedFloats } from "../../models/row-memory.ts";
import { receivedBatch, SharedBatch } from "../../models/shared-batch.ts";
import { errorFromWire } from "../../util/error-wire.ts";
import { Threads } from "../../util/threads.ts";
import type { RowStep } from "../row-updates.ts";
import { queueMemory } from "./task-queue.ts";
import { type SharedTables, type TableJob, type TableReply, TableTasks } from "./table-job.ts";
import type { GatheredGradients, TableFacts } from "./table-work.ts";

const here = import.meta.url;
const jobNumbers = 2 ** 15;

/** This thread and others, or none, that gather from embedding tables and update them together, in shared memory; each task is done by one of them, so that the bits do not depend on who did it. */
export class TableThreads {
  readonly #shared: SharedTables;
  readonly #threads: Threads<TableJob, TableReply>;
  readonly #tasks: TableTasks;
  readonly #ids: SharedBatch;
  readonly #buckets: readonly (Int32Array | null)[];
  #jobs = 0;
  #waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;
  #failure: Error | undefined;

  /** @param rows most of a batch; @param others threads beside this one */
  constructor(facts: TableFacts, rows: number, others: number) {
    const { tables, tableOf } = facts;
    this.#buckets = tableOf.map((t) => tables[t].spec.bucketOfId);
    const withoutBuckets = tables.map((table) => ({ ...table, spec: { ...table.spec, bucketOfId: null } }));
    const memory = facts.memory === null ? undefined : new RowMemory(facts.memory);
    this.#ids = new SharedBatch(memory && ((length) => memory.ints(length)));
    this.#shared = sharedTables({ ...facts, tables: withoutBuckets }, rows, memory);
    this.#tasks = new TableTasks(this.#shared);
    this.#threads = new Threads(new URL("./table-worker.js", here), others, this.#shared, {
      message: (_, reply) => {
        if (reply === null) this.#waiting?.resolve();
        else this.#fail(errorFromWire(reply.error));
      },
      lost: (_, error) => this.#fail(error),
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
    await this.#run(batch, { capacity, step: null }, meanwhile);
    return this.#shared.gathered;
  }

  /** Updates the tables by the gradients of a batch. */
  update(batch: EncodedBatch, step: RowStep): Promise<void> {
    return this.#run(batch, { capacity: 0, step });
  }

  async close(): Promise<void> {
    await this.#threads.close();
  }

  async #run(
    batch: EncodedBatch,
    kind: Pick<TableJob, "capacity" | "step">,
    meanwhile = (): void => {},
  ): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const sent = this.#ids.fill(batch, this.#buckets);
    const number = this.#jobs++ % jobNumbers;
    const { work } = this.#tasks;
    const sizes = kind.step === null ? work.gatherSizes(receivedBatch(sent)) : work.updateSizes(receivedBatch(sent));
    const order = sizes.map((_, task) => task).sort((a, b) => sizes[b] - sizes[a]);
    const job = { ...kind, number, batch: sent, order };
    this.#tasks.queue.begin(number);
    for (let w = 0; w < this.#threads.count; w++) this.#threads.post(w, job);
    // Others have work now: a turn for what waits in this thread, such as rows that were read.
    if (this.#threads.count > 0) await setImmediate();
    meanwhile();
    this.#tasks.run(job);
    while (!this.#tasks.queue.isFinished(order.length)) await this.#reply();
  }

  /** Waits until a thread says that no task is left. */
  async #reply(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    await new Promise<void>((resolve, reject) => (this.#waiting = { resolve, reject }));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.reject(this.#failure);
  }
}

function sharedTables(facts: TableFacts, rows: number, memory: RowMemory | undefined): SharedTables {
  const zeros = (length: number): Float32Array => sharedFloats(memory, length);
  const sizes = facts.histories.map(({ feature, length }) => length * facts.tables[facts.tableOf[feature]].spec.size);
  return {
    facts,
    gathered: {
      x: zeros(rows * facts.width),
      histories: sizes.map((size) => ({ vectors: zeros(rows * size), lengths: zeros(rows) })),
    },
    gradients: { dx: zeros(rows * facts.width), histories: sizes.map((size) => zeros(rows * size)) },
    queue: queueMemory(),
  };
}
