import type { TowerName } from "../../models/two-tower/two-towers.ts";
import { createRng } from "../../util/rng.ts";
import { EmbeddingTable } from "../embedding-table.ts";
import type { RowStep } from "../row-updates.ts";
import { forEachId, nobody, placeOf } from "./pooled-ids.ts";
import type { TowerField, TowerFields } from "./tower-fields.ts";

/** Entities as a tower reads them: R of them, each in a domain and perhaps without another in its sequences. */
export interface Entities {
  readonly count: number;
  /** [≥ count] `nobody` for padding, which reads nothing and has no gradients. */
  readonly numbers: Int32Array;
  readonly domains: Int32Array;
  /** [≥ count] numbers of the other tower to leave out of sequences; null for none. */
  readonly others: Int32Array | null;
}

/** The embedding tables of two towers; with tables of their own, domain d of D has rows d V … (d + 1) V - 1, and each domain's frozen row stays zero. */
export class TowerEmbeddings {
  readonly tables: readonly EmbeddingTable[];
  readonly #fields: TowerFields;
  readonly #ownTables: boolean;

  constructor(
    fields: TowerFields,
    { seed, domains, ownTables }: { seed: number; domains: number; ownTables: boolean },
  ) {
    this.#fields = fields;
    this.#ownTables = ownTables;
    this.tables = fields.tables.map(({ name, spec, frozenRow, start }) => {
      const parts = ownTables ? Array.from({ length: domains }, (_, d) => d) : [null];
      const rng = createRng(seed, `embedding ${name}`);
      // A table has one frozen row: those of the domains are zeroed below, and no entity visits them.
      const table = new EmbeddingTable({ ...spec, rows: spec.rows * parts.length }, rng, ownTables ? -1 : frozenRow);
      if (start !== undefined) {
        const weights = joined(parts.map((part) => start(part)));
        table.copyFrom({ spec: table.spec, weights, stride: spec.size });
      }
      if (ownTables && frozenRow >= 0) for (const d of parts.keys()) zeroRow(table, d * spec.rows + frozenRow);
      return table;
    });
  }

  /** Writes the embedded features [R, N E] of entities into `x`, zeros behind them. */
  gather(tower: TowerName, entities: Entities, x: Float32Array): void {
    x.fill(0);
    this.#fields[tower].forEach((field, column) => {
      const { values, spec } = this.tables[field.table];
      const { size } = spec;
      const width = this.#fields[tower].length * size;
      const { rows, shares, owners, length } = this.#visited(field, entities);
      for (let k = 0; k < length; k++) {
        const from = rows[k] * 3 * size;
        const to = owners[k] * width + column * size;
        const share = shares[k];
        for (let e = 0; e < size; e++) x[to + e] += share * values[from + e];
      }
    });
  }

  /** Opens a step of all tables; `add` and `apply` follow. */
  begin(): void {
    for (const table of this.tables) table.begin();
  }

  /** Adds the gradients dx [R, N E] of embedded features. */
  add(tower: TowerName, entities: Entities, dx: Float32Array): void {
    this.#fields[tower].forEach((field, column) => {
      const table = this.tables[field.table];
      const { size } = table.spec;
      const width = this.#fields[tower].length * size;
      const { rows, shares, owners, length } = this.#visited(field, entities);
      for (let k = 0; k < length; k++) table.add(rows[k], dx, owners[k] * width + column * size, shares[k]);
    });
  }

  apply(adam: RowStep): void {
    for (const table of this.tables) table.apply(adam);
  }

  /** The rows of a field's table that entities read, but the frozen one, which is zero: flat, so that the loops over their elements stay plain. */
  #visited(field: TowerField, { count, numbers, domains, others }: Entities): VisitedRows {
    const { spec, frozenRow } = this.#fields.tables[field.table];
    const { bucketOfId, rows: perDomain } = spec;
    const visited: VisitedRows = { rows: [], shares: [], owners: [], length: 0 };
    for (let r = 0; r < count; r++) {
      if (numbers[r] === nobody) continue;
      const first = this.#ownTables ? domains[r] * perDomain : 0;
      forEachId(
        field,
        placeOf(field.ids, numbers[r], domains[r]),
        others === null ? nobody : others[r],
        (id, share) => {
          const row = bucketOfId === null ? id : bucketOfId[id];
          if (row === frozenRow) return;
          visited.rows.push(first + row);
          visited.shares.push(share);
          visited.owners.push(r);
          visited.length++;
        },
      );
    }
    return visited;
  }
}

/** Row k of a table counts with a share in entity `owners[k]`. */
interface VisitedRows {
  readonly rows: number[];
  readonly shares: number[];
  readonly owners: number[];
  length: number;
}

function zeroRow({ spec: { size }, values, view: { stride } }: EmbeddingTable, row: number): void {
  values.fill(0, row * stride, row * stride + size);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => {
    all.set(part, at);
    return at + part.length;
  }, 0);
  return all;
}
