import { adamDefaults } from "../nn/adam-rate.ts";
import type { RowOptimiser } from "../util/row-optimisers.ts";
import type { RowSums } from "./row-gradients.ts";

/** Rates of one step. */
export interface RowStep {
  /** Learning rate with both bias corrections of the global step. */
  readonly rate: number;
  /** Learning rate without them, for Adagrad. Default: `rate`. */
  readonly plainRate?: number;
  /** L2 penalty on the rows that the batch touches. */
  readonly l2: number;
}

/** One update of each row by the sum of its gradients. */
type RowUpdate = (values: Float32Array, gradients: RowSums, size: number, step: RowStep) => void;

/** What an optimiser keeps beside the weights of a row, and how it updates both. */
export interface RowRule {
  /** Numbers of a row: its weights, and behind them what the optimiser keeps. @param size E */
  readonly stride: (size: number) => number;
  readonly update: RowUpdate;
}

/** The rules by name. */
export const rowRules = {
  /** [weight | m | v]: moments decay only in steps that touch the row. */
  "lazy-adam": { stride: (size) => 3 * size, update: lazyAdam },
  /** [weight | G]: one number a row. */
  "rowwise-adagrad": { stride: (size) => size + 1, update: rowwiseAdagrad },
} satisfies Record<RowOptimiser, RowRule>;

function lazyAdam(values: Float32Array, { rows, count, sums }: RowSums, size: number, { rate, l2 }: RowStep): void {
  const { beta1, beta2, epsilon } = adamDefaults;
  for (let i = 0; i < count; i++) {
    const w = rows[i] * 3 * size;
    for (let e = 0; e < size; e++) {
      const g = sums[i * size + e] + l2 * values[w + e];
      const m = values[w + size + e] + (1 - beta1) * (g - values[w + size + e]);
      const v = values[w + 2 * size + e] + (1 - beta2) * (g * g - values[w + 2 * size + e]);
      values[w + size + e] = m;
      values[w + 2 * size + e] = v;
      values[w + e] -= (rate * m) / (Math.sqrt(v) + epsilon);
    }
  }
}

/** Adagrad (Duchi, Hazan and Singer 2011) with one sum of squares for a row: G ← G + mean(g²), w ← w - η g / (√G + ε). */
function rowwiseAdagrad(values: Float32Array, gradients: RowSums, size: number, step: RowStep): void {
  const { l2, plainRate = step.rate } = step;
  const { rows, count, sums } = gradients;
  for (let i = 0; i < count; i++) {
    const w = rows[i] * (size + 1);
    let squares = 0;
    for (let e = 0; e < size; e++) squares += square(sums[i * size + e] + l2 * values[w + e]);
    values[w + size] += squares / size;
    const rate = plainRate / (Math.sqrt(values[w + size]) + adamDefaults.epsilon);
    for (let e = 0; e < size; e++) values[w + e] -= rate * (sums[i * size + e] + l2 * values[w + e]);
  }
}

/** A product, which is rounded the same everywhere; powers are not. */
function square(x: number): number {
  return x * x;
}
