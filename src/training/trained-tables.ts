import type { TensorData } from "../compute/types.ts";
import type { EncodedBatch } from "../data/batch.ts";
import type { RowFeeds } from "../models/row-feeds.ts";
import { RowMemory, sharedFloats } from "../models/row-memory.ts";
import { createRng } from "../util/rng.ts";
import { canUseThreads } from "../util/thread-pool.ts";
import { EmbeddingTable, newTable, numbersOf } from "./embedding-table.ts";
import { RowGradients } from "./row-gradients.ts";
import type { RowStep } from "./row-updates.ts";
import type { ShardFacts } from "./shards/shard-work.ts";
import type { GatheredGradients, TableFacts } from "./table-threads/table-work.ts";
import { TableThreads } from "./table-threads/table-threads.ts";
import type { TrainerOptions } from "./trainer.ts";

/** Features times rows of a step from which on threads are worth their signals: at it two take 0.8 of the time of one, with fewer it was not measured. */
const leastIds = 16_384;
/** Threads that take tables of one step, at most, where it has no more shards: a step has as many tasks as tables. */
const mostThreads = 4;

/** The embedding tables of a trainer, gathered from and updated by this thread or by several: the bits are the same. */
export class TrainedTables {
  /** One a feature; features that share a table have the same. */
  readonly tables: readonly EmbeddingTable[];
  /** Every table once, by the feature that it is made for. */
  readonly own: ReadonlyMap<number, EmbeddingTable>;
  readonly #memory: RowMemory | undefined;
  readonly #open: () => TableThreads;
  /** Opened when they are needed first, at the latest. */
  #threads: TableThreads | undefined;

  /** @param rows most of a batch, in training or prediction @param shards of its steps, where they have some */
  constructor(options: TrainerOptions, rows: number, threads: number, shards: ShardFacts | null) {
    const { specs, seed, frozenRows, batchSize, embeddingOptimiser: optimiser, network } = options;
    const worthIt = shards !== null || batchSize * specs.length >= leastIds;
    const most = Math.max(mostThreads, shards?.step.results.length ?? 0);
    const others = worthIt && canUseThreads(import.meta.url) ? Math.min(threads, most) - 1 : 0;
    const { inputSize: width, sequences: histories = [] } = network;
    const owners = specs.map(({ tableOf }, f) => tableOf ?? f);
    const made = [...new Set(owners)];
    const held = made.reduce((sum, f) => sum + numbersOf(specs[f], optimiser), 0);
    const ofRow = histories.reduce((sum, { length, size }) => sum + length * size + 1, width);
    const memory = RowMemory.for(held + 2 * rows * ofRow);
    this.#memory = memory;
    const zeros = (length: number): Float32Array => sharedFloats(memory, length);
    // The threads have gradients of their own; these are none of a step.
    const gradients = new RowGradients();
    const own = made.map((f) => {
      const settings = { frozenRow: frozenRows[f], optimiser, zeros };
      const values = newTable(specs[f], createRng(seed, `embedding ${f}`), settings);
      return new EmbeddingTable(specs[f], values, frozenRows[f], optimiser, gradients);
    });
    const tableOf = owners.map((owner) => made.indexOf(owner));
    this.own = new Map(made.map((f, t) => [f, own[t]]));
    this.tables = tableOf.map((t) => own[t]);
    const tables = own.map(({ state }) => state);
    const facts: TableFacts = { memory: memory?.memory ?? null, tables, tableOf, width, histories };
    this.#open = () => new TableThreads(facts, rows, others, shards);
    // They load what shards need while rows are read.
    if (shards !== null) this.#threads = this.#open();
  }

  /** What the network reads of a batch. @param meanwhile what else is to be filled, while other threads gather */
  async feed(feeds: RowFeeds, batch: EncodedBatch, meanwhile = (): void => {}): Promise<Record<string, TensorData>> {
    this.#threads ??= this.#open();
    const gathered = await this.#threads.gather(batch, feeds.rows, () => {
      feeds.fillFrozen(batch);
      meanwhile();
    });
    return feeds.take(batch.rows, gathered);
  }

  /** Where the gradients lie that `update` takes; those of a batch begin with its first row. */
  get gradients(): GatheredGradients {
    this.#threads ??= this.#open();
    return this.#threads.gradients;
  }

  /** Runs the shards of a step, which fill `gradients`. */
  async runShards(batch: EncodedBatch, step: RowStep): Promise<void> {
    this.#threads ??= this.#open();
    await this.#threads.runShards(batch, step);
  }

  /** Begins the update of the step whose shards were run, in other threads: its gradients are good as they are. `finishStep` follows. */
  beginUpdate(): void {
    this.#threads?.beginUpdate();
  }

  /** Runs the shards of a prediction, which fill the logits that threads share. @param meanwhile what else is to be done, while other threads predict */
  async predictShards(batch: EncodedBatch, meanwhile: () => void): Promise<void> {
    this.#threads ??= this.#open();
    await this.#threads.predictShards(batch, meanwhile);
  }

  /** Makes the batch behind the one that is worked on ready, where it is known already. */
  prepare(batch: EncodedBatch | undefined): void {
    if (batch !== undefined) this.#threads?.prepare(batch);
  }

  /** Ends the step whose shards were run, as `update` does. @param meanwhile what else is to be done, while other threads update */
  async finishStep(meanwhile: () => void): Promise<void> {
    await this.#threads?.finishStep(meanwhile);
  }

  /** Ends a step: one update of every row that the batch touches. */
  async update(batch: EncodedBatch, step: RowStep): Promise<void> {
    this.#threads ??= this.#open();
    await this.#threads.update(batch, step);
  }

  /** The tables cannot be used any more. */
  async close(): Promise<void> {
    await this.#threads?.close();
    this.#memory?.release();
  }
}
