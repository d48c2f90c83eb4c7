import type { WireError } from "../../util/error-wire.ts";
import type { Gathered } from "../../models/embedding.ts";
import { RowMemory, sharedFloats } from "../../models/row-memory.ts";
import { receivedBatch, type SentBatch, type TableBatch } from "../../models/shared-batch.ts";
import type { RowStep } from "../row-updates.ts";
import { type ShardFacts, ShardWork } from "../shards/shard-work.ts";
import { TaskQueue } from "./task-queue.ts";
import { type GatheredGradients, roomFor, type TableFacts, TableWork } from "./table-work.ts";

/** What threads share: tables, what is gathered from them, its gradients, the shards of steps that have some, and the tasks. */
export interface SharedTables {
  readonly facts: TableFacts;
  readonly gathered: Gathered;
  readonly gradients: GatheredGradients;
  readonly shards: ShardFacts | null;
  readonly queue: Int32Array;
}

/** What is to be done with a batch: rows gathered, with zeros behind those of the batch in histories; tables updated; both, with the shards of a step between; or the shards of a prediction. */
export type TableWish =
  | { readonly kind: "gather"; readonly capacity: number }
  | { readonly kind: "update"; readonly step: RowStep }
  | { readonly kind: "step"; readonly step: RowStep }
  | { readonly kind: "predict" };

export interface TableJob {
  /** Of a step, the number of its shards; that of its update is the next. */
  readonly number: number;
  /** Without memory: it lies in that of the job before. */
  readonly batch: Omit<SentBatch, "memory"> & Partial<Pick<SentBatch, "memory">>;
  readonly wish: TableWish;
  /** The tasks, of a step those of its update, in the order in which they are taken. */
  readonly order: Int32Array;
}

/** What a thread says when it has failed. */
export type TableReply = { readonly error: WireError };

/** Takes tasks of jobs until none is left. */
export class TableTasks {
  readonly queue: TaskQueue;
  readonly work: TableWork;
  readonly #shared: SharedTables;
  readonly #shards: ShardWork | undefined;
  #memory: Int32Array = new Int32Array(0);
  #received: { readonly job: TableJob; readonly batch: TableBatch } | undefined;

  constructor(shared: SharedTables) {
    this.#shared = shared;
    this.queue = new TaskQueue(shared.queue);
    this.work = new TableWork(shared.facts);
    this.#shards = shardWork(shared, this.work);
  }

  /** Loads what jobs need, before there is one. */
  async open(): Promise<void> {
    await this.#shards?.open();
  }

  /** Everything of a job; the update of a step begins when the thread that has sent it begins that. */
  async run(job: TableJob): Promise<void> {
    if (job.wish.kind === "gather") return this.gather(job);
    if (job.wish.kind === "update") return this.update(job, job.number);
    await this.runShards(job);
    if (job.wish.kind === "predict") return;
    this.queue.waitForNext(job.number);
    this.update(job, job.number + 1);
  }

  gather(job: TableJob): void {
    const { number, wish, order } = job;
    const batch = this.#batchOf(job);
    const gathered = this.#first(wish.kind === "gather" ? wish.capacity : 0);
    this.queue.work(number, order.length, (i) => this.work.gather(order[i], batch, gathered));
  }

  async runShards(job: TableJob): Promise<void> {
    const { number, wish } = job;
    const batch = this.#batchOf(job);
    const shards = this.#shards;
    await this.queue.workInTurn(number, this.shardsOf(batch.rows), async (shard) =>
      wish.kind === "predict" ? shards?.predict(shard, batch) : shards?.step(shard, batch),
    );
  }

  update(job: TableJob, number: number): void {
    const { wish, order } = job;
    if (!("step" in wish)) return;
    const batch = this.#batchOf(job);
    this.queue.work(number, order.length, (i) => this.work.update(order[i], batch, this.#shared.gradients, wish.step));
  }

  /** How many shards a batch has: one of padding, where it has no rows. */
  shardsOf(rows: number): number {
    return Math.max(1, Math.ceil(rows / (this.#shared.shards?.rows ?? rows)));
  }

  async close(): Promise<void> {
    await this.#shards?.close();
  }

  #batchOf(job: TableJob): TableBatch {
    if (this.#received?.job === job) return this.#received.batch;
    this.#memory = job.batch.memory ?? this.#memory;
    const batch = receivedBatch({ ...job.batch, memory: this.#memory });
    this.#received = { job, batch };
    return batch;
  }

  /** What is gathered of so many rows. */
  #first(rows: number): Gathered {
    const { gathered, facts } = this.#shared;
    const histories = gathered.histories.map(({ vectors, lengths }, h) => {
      const { feature, length } = facts.histories[h];
      const { size } = facts.tables[facts.tableOf[feature]].spec;
      return { vectors: vectors.subarray(0, rows * length * size), lengths: lengths.subarray(0, rows) };
    });
    return { x: gathered.x, histories };
  }
}

function shardWork({ facts, gradients, shards }: SharedTables, tables: TableWork): ShardWork | undefined {
  if (shards === null) return undefined;
  const memory = facts.memory === null ? undefined : new RowMemory(facts.memory);
  const gathered = roomFor(facts, shards.rows, (length) => sharedFloats(memory, length));
  return new ShardWork(shards, { tables, gathered, gradients });
}
