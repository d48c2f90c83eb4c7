import type { TensorData } from "../compute/types.ts";
import type { EncodedBatch } from "../data/batch.ts";
import type { RowFeeds } from "../models/row-feeds.ts";
import { createRng } from "../util/rng.ts";
import { EmbeddingTable, newTable } from "./embedding-table.ts";
import { RowGradients } from "./row-gradients.ts";
import type { RowStep } from "./row-updates.ts";
import { type GatheredGradients, TableWork } from "./table-threads/table-work.ts";
import { TableThreads } from "./table-threads/table-threads.ts";
import type { TrainerOptions } from "./trainer.ts";

/** Features times rows of a step from which on threads are worth their signals and copies, about 0.3 ms a step against 0.1 µs that an id saves. */
const leastIds = 16_384;
/** Threads that take tables of one step, at most: a step has as many tasks as tables. */
const mostThreads = 4;

/** The embedding tables of a trainer, gathered from and updated by this thread or by several: the bits are the same. */
export class TrainedTables {
  /** One a feature; features that share a table have the same. */
  readonly tables: readonly EmbeddingTable[];
  /** Every table once, by the feature that it is made for. */
  readonly own: ReadonlyMap<number, EmbeddingTable>;
  readonly #work: TableWork;
  readonly #open: (() => TableThreads) | undefined;
  /** Opened when they are needed first. */
  #threads: TableThreads | undefined;

  /** @param rows most of a batch, in training or prediction */
  constructor(options: TrainerOptions, rows: number, threads: number) {
    const { specs, seed, frozenRows, batchSize, embeddingOptimiser: optimiser, network } = options;
    // Compiled files alone run in threads, the sources do not.
    const others =
      batchSize * specs.length < leastIds || !import.meta.url.endsWith(".js") ? 0 : Math.min(threads, mostThreads) - 1;
    const gradients = new RowGradients();
    const makeTable = (f: number): EmbeddingTable => {
      const settings = { frozenRow: frozenRows[f], optimiser, shared: others > 0 };
      const values = newTable(specs[f], createRng(seed, `embedding ${f}`), settings);
      return new EmbeddingTable(specs[f], values, frozenRows[f], optimiser, gradients);
    };
    const owners = specs.map(({ tableOf }, f) => tableOf ?? f);
    const made = [...new Set(owners)];
    const own = made.map(makeTable);
    const tableOf = owners.map((owner) => made.indexOf(owner));
    this.own = new Map(made.map((f, t) => [f, own[t]]));
    this.tables = tableOf.map((t) => own[t]);
    const { inputSize: width, sequences: histories = [] } = network;
    const facts = { tables: own.map(({ state }) => state), tableOf, width, histories };
    this.#work = new TableWork(facts, own);
    this.#open = others > 0 ? () => new TableThreads(facts, rows, others) : undefined;
  }

  /** What the network reads of a batch. @param meanwhile what else is to be filled, while other threads gather */
  async feed(feeds: RowFeeds, batch: EncodedBatch, meanwhile = (): void => {}): Promise<Record<string, TensorData>> {
    this.#threads ??= this.#open?.();
    if (this.#threads === undefined) {
      meanwhile();
      return feeds.fill(batch);
    }
    const gathered = await this.#threads.gather(batch, feeds.rows, () => {
      feeds.fillFrozen(batch);
      meanwhile();
    });
    return feeds.take(batch.rows, gathered);
  }

  /** Ends a step: one update of every row that the batch touches. */
  async update(batch: EncodedBatch, gradients: GatheredGradients, step: RowStep): Promise<void> {
    if (this.#threads === undefined) {
      for (let t = 0; t < this.own.size; t++) this.#work.update(t, batch, gradients, step);
      return;
    }
    const shared = this.#threads.gradients;
    shared.dx.set(gradients.dx);
    gradients.histories.forEach((history, h) => shared.histories[h].set(history));
    await this.#threads.update(batch, step);
  }

  async close(): Promise<void> {
    await this.#threads?.close();
  }
}
