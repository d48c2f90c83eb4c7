import type { WireError } from "../../util/error-wire.ts";
import type { Gathered } from "../../models/embedding.ts";
import { receivedBatch, type SentBatch } from "../../models/shared-batch.ts";
import type { RowStep } from "../row-updates.ts";
import { TaskQueue } from "./task-queue.ts";
import { type GatheredGradients, type TableFacts, TableWork } from "./table-work.ts";

/** What threads share: tables, what is gathered from them, its gradients, and the tasks. */
export interface SharedTables {
  readonly facts: TableFacts;
  readonly gathered: Gathered;
  readonly gradients: GatheredGradients;
  readonly queue: Int32Array;
}

/** A batch to gather, or, with a step, to update the tables for. */
export interface TableJob {
  readonly number: number;
  readonly batch: SentBatch;
  /** Rows that histories are gathered for, zeros behind those of the batch. */
  readonly capacity: number;
  readonly step: RowStep | null;
  /** The tasks, in the order in which they are taken. */
  readonly order: readonly number[];
}

/** What a thread says when no task of a job is left to take. */
export type TableReply = null | { readonly error: WireError };

/** Takes tasks of jobs until none is left. */
export class TableTasks {
  readonly queue: TaskQueue;
  readonly work: TableWork;
  readonly #shared: SharedTables;

  constructor(shared: SharedTables) {
    this.#shared = shared;
    this.queue = new TaskQueue(shared.queue);
    this.work = new TableWork(shared.facts);
  }

  run({ number, batch: sent, capacity, step, order }: TableJob): void {
    const { gradients } = this.#shared;
    const batch = receivedBatch(sent);
    const gathered = this.#first(capacity);
    this.queue.work(number, order.length, (i) => {
      if (step === null) this.work.gather(order[i], batch, gathered);
      else this.work.update(order[i], batch, gradients, step);
    });
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
