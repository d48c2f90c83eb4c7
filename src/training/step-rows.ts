import type { EncodedBatch } from "../data/batch.ts";

/** What a step reads of the rows of a batch beside their features, filled from one batch after the other; zeros stand for padding. */
export class StepRows {
  readonly label: Float32Array;
  /** [B] 1 for a row, 0 for padding. */
  readonly weight: Float32Array;
  /** [B] what the row weighs in the loss. */
  readonly lossWeight: Float32Array;
  readonly #weights: Float32Array | null;

  /** @param weights [D, 2] of a row by its domain and label; null: all weigh 1 */
  constructor(batchSize: number, weights: Float32Array | null) {
    this.label = new Float32Array(batchSize);
    this.weight = new Float32Array(batchSize);
    this.lossWeight = new Float32Array(batchSize);
    this.#weights = weights;
  }

  /** Returns the sum of the weights in the loss. */
  fill(batch: EncodedBatch): number {
    const weights = this.#weights;
    let total = 0;
    for (let b = 0; b < this.label.length; b++) {
      const isRow = b < batch.rows;
      this.weight[b] = isRow ? 1 : 0;
      this.label[b] = isRow ? batch.label[b] : 0;
      this.lossWeight[b] = isRow && weights !== null ? weights[2 * batch.domain[b] + batch.label[b]] : this.weight[b];
      total += this.lossWeight[b];
    }
    return total;
  }
}
