import type { FeatureIds } from "../data/batch.ts";
import type { EmbeddingSpec, FrozenTable, Gathered, PooledPlace } from "../models/embedding.ts";
import { gatherFeatureByKernel, gatherLastByKernel } from "../models/kernel-gather.ts";
import type { RowKernel } from "../models/row-kernel.ts";
import { addressOf } from "../models/row-memory.ts";
import { adamDefaults } from "../nn/adam-rate.ts";
import type { TableState } from "./embedding-table.ts";
import type { GradientSpace } from "./gradient-space.ts";
import { type RowStep, rowRules } from "./row-updates.ts";

const { beta1, beta2, epsilon } = adamDefaults;

/**
 * Gathers and updates as `EmbeddingTable` does, with the same bits, by the compiled kernel: all arrays that it is given lie in the kernel's `RowMemory`, and
 * ids are rows of the table.
 */
export class KernelTable {
  readonly spec: EmbeddingSpec;
  readonly #state: TableState;
  readonly #view: FrozenTable;
  readonly #kernel: RowKernel;
  readonly #space: GradientSpace;
  /** Gradients that are listed. */
  #count = 0;

  /** @param space of a step; tables whose steps do not overlap may share it */
  constructor(state: TableState, kernel: RowKernel, space: GradientSpace) {
    const { spec, values, optimiser } = state;
    if (spec.bucketOfId !== null) throw new Error("the kernel takes rows of tables, not ids with buckets");
    this.spec = spec;
    this.#state = state;
    this.#view = { spec, weights: values, stride: rowRules[optimiser].stride(spec.size) };
    this.#kernel = kernel;
    this.#space = space;
  }

  gatherPooled(features: FeatureIds, x: Float32Array, place: PooledPlace): void {
    gatherFeatureByKernel(this.#kernel, features, this.#view, x, place);
  }

  gatherLast(rows: number, features: FeatureIds, length: number, into: Gathered["histories"][number]): void {
    gatherLastByKernel(this.#kernel, rows, features, this.#view, length, into);
  }

  begin(most: number): void {
    this.#space.reserve(most, this.spec.size);
    this.#count = 0;
  }

  addPooled({ ids, offsets }: FeatureIds, dx: Float32Array, { rows, width, column }: PooledPlace): void {
    const { keys, from, shares } = this.#space;
    this.#count = this.#kernel.listPooled(
      addressOf(ids),
      offsets === null ? 0 : addressOf(offsets),
      rows,
      this.#state.frozenRow,
      addressOf(dx) + 4 * column,
      width,
      keys,
      from,
      shares,
      this.#count,
    );
  }

  addLast(rows: number, { ids, offsets }: FeatureIds, dvectors: Float32Array, length: number): void {
    if (offsets === null) return;
    const { keys, from, shares } = this.#space;
    this.#count = this.#kernel.listLast(
      addressOf(ids),
      addressOf(offsets),
      rows,
      this.#state.frozenRow,
      addressOf(dvectors),
      length,
      this.spec.size,
      keys,
      from,
      shares,
      this.#count,
    );
  }

  apply({ rate, plainRate = rate, l2 }: RowStep): void {
    const { rows, size } = this.spec;
    const { keys, spare, counts, from, shares, block } = this.#space;
    const count = this.#count;
    const sorted = this.#kernel.sortKeys(keys, spare, count, counts, rows) === 0 ? keys : spare;
    const table = addressOf(this.#state.values);
    if (this.#state.optimiser === "lazy-adam") {
      this.#kernel.lazyAdam(sorted, from, shares, count, block, table, size, rate, l2, beta1, beta2, epsilon);
    } else {
      this.#kernel.rowwiseAdagrad(sorted, from, shares, count, block, table, size, plainRate, l2, epsilon);
    }
  }
}
