import type { FeatureIds } from "../../data/batch.ts";
import { type Gathered, gatherFeature, gatherLast } from "../../models/embedding.ts";
import { EmbeddingTable, type TableState } from "../embedding-table.ts";
import { RowGradients } from "../row-gradients.ts";
import type { RowStep } from "../row-updates.ts";

/** Embedding tables and what is read from them; it can be sent to another thread. Ids are rows of the tables where these have no buckets. */
export interface TableFacts {
  /** Every table once. */
  readonly tables: readonly TableState[];
  /** By feature: the position of its table among these. */
  readonly tableOf: readonly number[];
  /** K, the sum of the sizes of all features. */
  readonly width: number;
  /** Sequences that are read element by element: T of the last elements. */
  readonly histories: readonly { readonly feature: number; readonly length: number }[];
}

/** Ids of the rows of a batch. */
export interface TableBatch {
  readonly rows: number;
  readonly features: readonly FeatureIds[];
}

/** Gradients for what was gathered: dx [B, K], and [B, T, E] of each history. */
export interface GatheredGradients {
  readonly dx: Float32Array;
  readonly histories: readonly Float32Array[];
}

/** Gathering from tables and updating them, in tasks that have nothing in common and may run in any order and thread. */
export class TableWork {
  readonly #facts: TableFacts;
  readonly #tables: readonly EmbeddingTable[];
  readonly #columns: readonly number[];

  /** @param tables those of the facts where there are objects for them already */
  constructor(facts: TableFacts, tables: readonly EmbeddingTable[] = facts.tables.map(tableOver(new RowGradients()))) {
    this.#facts = facts;
    this.#tables = tables;
    let column = 0;
    this.#columns = facts.tableOf.map((t) => {
      column += this.#tables[t].spec.size;
      return column - this.#tables[t].spec.size;
    });
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
    const { view } = this.#tables[tableOf[f]];
    if (task < tableOf.length) {
      gatherFeature(features[f], view, into.x, { rows, width, column: this.#columns[f] });
    } else {
      const h = task - tableOf.length;
      gatherLast(rows, features[f], view, histories[h].length, into.histories[h]);
    }
  }

  /** One update of the table's rows: what all features that share it add to a row is one gradient. */
  update(t: number, { rows, features }: TableBatch, gradients: GatheredGradients, step: RowStep): void {
    const { tableOf, width, histories } = this.#facts;
    const table = this.#tables[t];
    table.begin();
    tableOf.forEach((own, f) => {
      if (own === t) table.addPooled(features[f], gradients.dx, { rows, width, column: this.#columns[f] });
    });
    histories.forEach(({ feature, length }, h) => {
      if (tableOf[feature] === t) table.addLast(rows, features[feature], gradients.histories[h], length);
    });
    table.apply(step);
  }

  #featureOf(task: number): number {
    const { tableOf, histories } = this.#facts;
    return task < tableOf.length ? task : histories[task - tableOf.length].feature;
  }
}

function tableOver(gradients: RowGradients): (state: TableState) => EmbeddingTable {
  return ({ spec, values, frozenRow, optimiser }) => new EmbeddingTable(spec, values, frozenRow, optimiser, gradients);
}
