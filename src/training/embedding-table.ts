import type { FeatureIds } from "../data/batch.ts";
import { compactWeights, type EmbeddingSpec, type FrozenTable } from "../models/embedding.ts";
import { adamDefaults } from "../nn/adam.ts";
import type { Rng } from "../util/rng.ts";

/** Standard deviation of the initial embeddings: their sum over a few hundred inputs starts the first layer at a useful scale. */
const initialStd = 0.05;

export interface LazyAdamStep {
  /** Learning rate with both bias corrections of the global step. */
  readonly rate: number;
  /** L2 penalty on the rows that the batch touches. */
  readonly l2: number;
}

/**
 * A trainable embedding table outside the graph: row r is [weight | m | v] at r * 3E, so that a touch is one run of memory. Lazy
 * Adam: only rows that occur in a batch are updated, their moments decay only then, and the bias correction counts global steps.
 * The cost of a step depends on the batch, never on the number of rows.
 */
export class EmbeddingTable {
  readonly spec: EmbeddingSpec;
  readonly values: Float32Array;
  readonly #frozenRow: number;
  // Slot of a table row in the batch's list of touched rows, valid where the stamp is the current step.
  readonly #slot: Int32Array;
  readonly #stamp: Int32Array;
  #touched = new Int32Array(1024);
  #touchedCount = 0;
  #gradient = new Float32Array(8192);
  #step = 0;

  /** `frozenRow` stays zero and is never trained (the unknown value: absence of information); -1 for none. */
  constructor(spec: EmbeddingSpec, rng: Rng, frozenRow: number) {
    this.spec = spec;
    this.#frozenRow = frozenRow;
    this.values = new Float32Array(spec.rows * 3 * spec.size);
    this.#slot = new Int32Array(spec.rows);
    this.#stamp = new Int32Array(spec.rows);
    for (let r = 0; r < spec.rows; r++) {
      if (r === frozenRow) continue;
      for (let e = 0; e < spec.size; e++) this.values[r * 3 * spec.size + e] = initialStd * rng.normal();
    }
  }

  /** The table as `gatherPooled` reads it. */
  get view(): FrozenTable {
    return { spec: this.spec, weights: this.values, stride: 3 * this.spec.size };
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
    for (let r = 0; r < rows; r++) this.values.set(weights.subarray(r * stride, r * stride + size), r * 3 * size);
  }

  /** Begins a step: no row has a gradient. */
  begin(): void {
    this.#step++;
    this.#touchedCount = 0;
  }

  /**
   * Adds the gradient of pooled inputs: `dx` [B, K] from `column` on. Equal ids are summed; an element of a sequence of length L gets 1/L of its
   * row's gradient.
   */
  addPooled(features: FeatureIds, dx: Float32Array, place: { rows: number; width: number; column: number }): void {
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

  /** Ends a step: one update of every row that something was added to. */
  apply({ rate, l2 }: LazyAdamStep): void {
    const { size } = this.spec;
    const { beta1, beta2, epsilon } = adamDefaults;
    const { values } = this;
    const gradient = this.#gradient;
    for (let slot = 0; slot < this.#touchedCount; slot++) {
      const w = this.#touched[slot] * 3 * size;
      for (let e = 0; e < size; e++) {
        const g = gradient[slot * size + e] + l2 * values[w + e];
        const m = values[w + size + e] + (1 - beta1) * (g - values[w + size + e]);
        const v = values[w + 2 * size + e] + (1 - beta2) * (g * g - values[w + 2 * size + e]);
        values[w + size + e] = m;
        values[w + 2 * size + e] = v;
        values[w + e] -= (rate * m) / (Math.sqrt(v) + epsilon);
      }
    }
  }

  /** Adds `share` times the gradient dx[at … at + E - 1] to that of a row of the table. */
  add(row: number, dx: Float32Array, at: number, share: number): void {
    if (row === this.#frozenRow) return;
    const { size } = this.spec;
    if (this.#stamp[row] !== this.#step) this.#open(row);
    const to = this.#slot[row] * size;
    const gradient = this.#gradient;
    for (let e = 0; e < size; e++) gradient[to + e] += share * dx[at + e];
  }

  #open(row: number): void {
    const { size } = this.spec;
    if (this.#touchedCount === this.#touched.length) {
      const touched = new Int32Array(2 * this.#touched.length);
      touched.set(this.#touched);
      this.#touched = touched;
    }
    const to = this.#touchedCount * size;
    if (to + size > this.#gradient.length) {
      const gradient = new Float32Array(2 * (to + size));
      gradient.set(this.#gradient);
      this.#gradient = gradient;
    }
    this.#gradient.fill(0, to, to + size);
    this.#stamp[row] = this.#step;
    this.#slot[row] = this.#touchedCount;
    this.#touched[this.#touchedCount++] = row;
  }
}
