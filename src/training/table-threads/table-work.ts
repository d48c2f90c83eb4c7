import type { FeatureIds } from "../../data/batch.ts";
import type { EmbeddingSpec, Gathered, PooledPlace } from "../../models/embedding.ts";
import { RowMemory } from "../../models/row-memory.ts";
import type { TableBatch } from "../../models/shared-batch.ts";
import { EmbeddingTable, type MakeZeros, type TableState } from "../embedding-table.ts";
import { GradientSpace } from "../gradient-space.ts";
import { KernelTable } from "../kernel-table.ts";
import { RowGradients } from "../row-gradients.ts";
import type { RowStep } from "../row-updates.ts";

/** Embedding tables and what is read from them; it can be sent to another thread. Ids are rows of the tables where these have no buckets. */
export interface TableFacts {
  /** That of the `RowMemory` which the tables and all that is given with them lie in; null: the kernel is not used. */
  readonly memory: WebAssembly.Memory | null;
  /** Every table once. */
  readonly tables: readonly TableState[];
  /** By feature: the position of its table among these. */
  readonly tableOf: readonly number[];
  /** K, the sum of the sizes of all features. */
  readonly width: number;
  /** Sequences that are read element by element: T of the last elements. */
  readonly histories: readonly { readonly feature: number; readonly length: number }[];
}

/** Gradients for what was gathered: dx [B, K], and [B, T, E] of each history. */
export interface GatheredGradients {
  readonly dx: Float32Array;
  readonly histories: readonly Float32Array[];
}

/** Room for what is gathered of so many rows. @param zeros makes the arrays */
export function roomFor({ tables, tableOf, width, histories }: TableFacts, rows: number, zeros: MakeZeros): Gathered {
  return {
    x: zeros(rows * width),
    histories: histories.map(({ feature, length }) => ({
      vectors: zeros(rows * length * tables[tableOf[feature]].spec.size),
      lengths: zeros(rows),
    })),
  };
}

/** What a task asks of a table: `EmbeddingTable` and, by the compiled kernel, `KernelTable`. */
interface RowTable {
  readonly spec: EmbeddingSpec;
  gatherPooled(features: FeatureIds, x: Float32Array, place: PooledPlace): void;
  gatherLast(rows: number, features: FeatureIds, length: number, into: Gathered["histories"][number]): void;
  /** @param most gradients that are added, at most */
  begin(most: number): void;
  addPooled(features: FeatureIds, dx: Float32Array, place: PooledPlace): void;
  addLast(rows: number, features: FeatureIds, dvectors: Float32Array, length: number): void;
  apply(step: RowStep): void;
}

/** Gathering from tables and updating them, in tasks that have nothing in common and may run in any order and thread. */
export class TableWork {
  readonly #facts: TableFacts;
  readonly #tables: readonly RowTable[];
  readonly #columns: readonly number[];
  /** By table: the positions of its features and histories. */
  readonly #readers: readonly { readonly features: number[]; readonly histories: number[] }[];

  constructor(facts: TableFacts) {
    this.#facts = facts;
    this.#tables = facts.memory === null ? tablesHere(facts.tables) : kernelTables(facts.tables, facts.memory);
    let column = 0;
    this.#columns = facts.tableOf.map((t) => {
      column += this.#tables[t].spec.size;
      return column - this.#tables[t].spec.size;
    });
    this.#readers = facts.tables.map(() => ({ features: [], histories: [] }));
    facts.tableOf.forEach((t, f) => this.#readers[t].features.push(f));
    facts.histories.forEach(({ feature }, h) => this.#readers[facts.tableOf[feature]].histories.push(h));
  }

  /** By task of `gather`: how many ids it has. */
  gatherSizes({ features }: TableBatch): number[] {
    const { histories } = this.#facts;
    return [...features, ...histories.map(({ feature }) => features[feature])].map(({ ids }) => ids.length);
  }

  /** By task of `update`, which are the tables: how many ids it has. */
  updateSizes(batch: TableBatch): number[] {
    const { tables, tableOf } = this.#facts;
    const sizes = tables.map(() => 0);
    this.gatherSizes(batch).forEach((size, i) => (sizes[tableOf[this.#featureOf(i)]] += size));
    return sizes;
  }

  /** Task i < F: the columns of feature i; else a history. */
  gather(task: number, { rows, features }: TableBatch, into: Gathered): void {
    const { tableOf, width, histories } = this.#facts;
    const f = this.#featureOf(task);
    const table = this.#tables[tableOf[f]];
    if (task < tableOf.length) {
      table.gatherPooled(features[f], into.x, { rows, width, column: this.#columns[f] });
    } else {
      const h = task - tableOf.length;
      table.gatherLast(rows, features[f], histories[h].length, into.histories[h]);
    }
  }

  /** All tasks of `gather`. */
  gatherAll(batch: TableBatch, into: Gathered): void {
    const { tableOf, histories } = this.#facts;
    for (let task = 0; task < tableOf.length + histories.length; task++) this.gather(task, batch, into);
  }

  /** One update of the table's rows: what all features that share it add to a row is one gradient. */
  update(t: number, { rows, features }: TableBatch, gradients: GatheredGradients, step: RowStep): void {
    const { width, histories } = this.#facts;
    const table = this.#tables[t];
    const readers = this.#readers[t];
    const read = [...readers.features, ...readers.histories.map((h) => histories[h].feature)];
    table.begin(read.reduce((sum, f) => sum + features[f].ids.length, 0));
    for (const f of readers.features) {
      table.addPooled(features[f], gradients.dx, { rows, width, column: this.#columns[f] });
    }
    for (const h of readers.histories) {
      const { feature, length } = histories[h];
      table.addLast(rows, features[feature], gradients.histories[h], length);
    }
    table.apply(step);
  }

  #featureOf(task: number): number {
    const { tableOf, histories } = this.#facts;
    return task < tableOf.length ? task : histories[task - tableOf.length].feature;
  }
}

function tablesHere(states: readonly TableState[]): EmbeddingTable[] {
  const gradients = new RowGradients();
  return states.map(
    ({ spec, values, frozenRow, optimiser }) => new EmbeddingTable(spec, values, frozenRow, optimiser, gradients),
  );
}

function kernelTables(states: readonly TableState[], shared: WebAssembly.Memory): KernelTable[] {
  const memory = new RowMemory(shared);
  const space = new GradientSpace(memory);
  return states.map((state) => new KernelTable(state, memory.kernel, space));
}
