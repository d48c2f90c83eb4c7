import type { FeatureIds } from "../data/batch.ts";
import type { EmbeddingSpec, FrozenTable } from "../models/embedding.ts";
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
    const { rows, size } = this.spec;
    const weights = new Float32Array(rows * size);
    for (let r = 0; r < rows; r++) weights.set(this.values.subarray(r * 3 * size, r * 3 * size + size), r * size);
    return weights;
  }

  /** Overwrites the weights, row-major [V, E]; the moments stay. */
  restore(weights: Float32Array): void {
    const { rows, size } = this.spec;
    for (let r = 0; r < rows; r++) this.values.set(weights.subarray(r * size, (r + 1) * size), r * 3 * size);
  }

  /**
   * Applies the gradient of the pooled inputs: `dx` [B, K] from `column` on. Equal ids are summed first; an element of a
   * sequence of length L gets 1/L of its row's gradient.
   */
  update(
    features: FeatureIds,
    dx: Float32Array,
    place: { rows: number; width: number; column: number },
    adam: LazyAdamStep,
  ): void {
    this.begin();
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
    this.apply(adam);
  }

  /** Begins a step whose gradients come by `add`; `apply` ends it. */
  begin(): void {
    this.#step++;
    this.#touchedCount = 0;
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

  /** Updates the rows that were added to since `begin`. */
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
}
