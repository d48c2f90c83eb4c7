import type { FeatureIds } from "../data/batch.ts";
import {
  compactWeights,
  type EmbeddingSpec,
  type FrozenTable,
  type Gathered,
  gatherFeature,
  gatherLast,
  type PooledPlace,
} from "../models/embedding.ts";
import type { Rng } from "../util/rng.ts";
import type { RowOptimiser } from "../util/row-optimisers.ts";
import { RowGradients } from "./row-gradients.ts";
import { type RowRule, rowRules, type RowStep } from "./row-updates.ts";

/** Standard deviation of the initial embeddings: their sum over a few hundred inputs starts the first layer at a useful scale. */
const initialStd = 0.05;

/** What a table consists of; where its numbers are in shared memory, another thread can work on it. */
export interface TableState {
  readonly spec: EmbeddingSpec;
  readonly values: Float32Array;
  readonly frozenRow: number;
  readonly optimiser: RowOptimiser;
}

/** Makes an array of zeros. */
export type MakeZeros = (length: number) => Float32Array;

const unshared: MakeZeros = (length) => new Float32Array(length);

/** How many numbers a table has. */
export function numbersOf({ rows, size }: EmbeddingSpec, optimiser: RowOptimiser = "lazy-adam"): number {
  return rows * rowRules[optimiser].stride(size);
}

/** The numbers of a new table, in memory that is given or that of its own: weights from `rng`, and zeros for what the optimiser keeps. */
export function newTable(
  spec: EmbeddingSpec,
  rng: Rng,
  { frozenRow = -1, optimiser = "lazy-adam", zeros = unshared }: Partial<TableState> & { readonly zeros?: MakeZeros },
): Float32Array {
  const stride = rowRules[optimiser].stride(spec.size);
  const values = zeros(numbersOf(spec, optimiser));
  for (let r = 0; r < spec.rows; r++) {
    if (r === frozenRow) continue;
    for (let e = 0; e < spec.size; e++) values[r * stride + e] = initialStd * rng.normal();
  }
  return values;
}

/**
 * A trainable embedding table outside the graph: what an optimiser keeps of a row lies behind its weights, so that a touch is one run of memory. Only
 * rows that occur in a batch are updated; the bias correction of Adam counts global steps. The cost of a step depends on the batch, never on the number of
 * rows.
 */
export class EmbeddingTable {
  readonly spec: EmbeddingSpec;
  readonly values: Float32Array;
  readonly #frozenRow: number;
  readonly #optimiser: RowOptimiser;
  readonly #rule: RowRule;
  readonly #stride: number;
  readonly #gradients: RowGradients;

  /**
   * `frozenRow` stays zero and is never trained (the unknown value: absence of information); -1 for none.
   * @param start where the weights are drawn from, or numbers that exist
   * @param gradients of a step; tables whose steps do not overlap may share them
   */
  constructor(
    spec: EmbeddingSpec,
    start: Rng | Float32Array,
    frozenRow: number,
    optimiser: RowOptimiser = "lazy-adam",
    gradients = new RowGradients(),
  ) {
    this.spec = spec;
    this.#frozenRow = frozenRow;
    this.#optimiser = optimiser;
    this.#rule = rowRules[optimiser];
    this.#stride = this.#rule.stride(spec.size);
    this.#gradients = gradients;
    this.values = start instanceof Float32Array ? start : newTable(spec, start, { frozenRow, optimiser });
  }

  get state(): TableState {
    return { spec: this.spec, values: this.values, frozenRow: this.#frozenRow, optimiser: this.#optimiser };
  }

  /** The table as `gatherPooled` reads it. */
  get view(): FrozenTable {
    return { spec: this.spec, weights: this.values, stride: this.#stride };
  }

  /** The weights alone, row-major [V, E]. */
  weights(): Float32Array {
    return compactWeights(this.view);
  }

  /** Overwrites the weights with those of a table of the same size; the moments stay. Throws when it has another size. */
  copyFrom({ spec, weights, stride }: FrozenTable): void {
    const { rows, size } = this.spec;
    if (spec.rows !== rows || spec.size !== size) {
      throw new Error(`a table of ${rows} x ${size} cannot be that of ${spec.rows} x ${spec.size}`);
    }
    for (let r = 0; r < rows; r++) this.values.set(weights.subarray(r * stride, r * stride + size), r * this.#stride);
  }

  gatherPooled(features: FeatureIds, x: Float32Array, place: PooledPlace): void {
    gatherFeature(features, this.view, x, place);
  }

  gatherLast(rows: number, features: FeatureIds, length: number, into: Gathered["histories"][number]): void {
    gatherLast(rows, features, this.view, length, into);
  }

  /** Begins a step: no row has a gradient. */
  begin(): void {
    this.#gradients.clear();
  }

  /**
   * Adds the gradient of pooled inputs: `dx` [B, K] from `column` on. Equal ids are summed; an element of a sequence of length L gets 1/L of its
   * row's gradient. `dx` is read by `apply`.
   */
  addPooled(features: FeatureIds, dx: Float32Array, place: PooledPlace): void {
    const { bucketOfId } = this.spec;
    const { ids, offsets } = features;
    for (let b = 0; b < place.rows; b++) {
      const at = b * place.width + place.column;
      if (offsets === null) {
        this.add(bucketOfId === null ? ids[b] : bucketOfId[ids[b]], dx, at, 1);
        continue;
      }
      const share = 1 / (offsets[b + 1] - offsets[b]);
      for (let l = offsets[b]; l < offsets[b + 1]; l++) {
        this.add(bucketOfId === null ? ids[l] : bucketOfId[ids[l]], dx, at, share);
      }
    }
  }

  /** Adds the gradient of the last `length` elements of a sequence: `dvectors` [B, T, E], as `gatherLast` gave them. */
  addLast(rows: number, { ids, offsets }: FeatureIds, dvectors: Float32Array, length: number): void {
    if (offsets === null) return;
    const { bucketOfId, size } = this.spec;
    for (let b = 0; b < rows; b++) {
      const end = offsets[b + 1];
      const first = Math.max(offsets[b], end - length);
      for (let l = first; l < end; l++) {
        this.add(bucketOfId === null ? ids[l] : bucketOfId[ids[l]], dvectors, (b * length + l - first) * size, 1);
      }
    }
  }

  /** Adds `share` times the gradient dx[at … at + E - 1] to that of a row of the table; `dx` is read by `apply`. */
  add(row: number, dx: Float32Array, at: number, share: number): void {
    if (row !== this.#frozenRow) this.#gradients.add(row, dx, at, share);
  }

  /** Ends a step: one update of every row that something was added to. */
  apply(step: RowStep): void {
    const { rows, size } = this.spec;
    this.#rule.update(this.values, this.#gradients.sums(rows, size), size, step);
  }
}
