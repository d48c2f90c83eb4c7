import { DomainlensError } from "../util/errors.ts";
import type { ScoredRow } from "./not-finite.ts";
import { rowKey } from "./sample-rows.ts";

/** Blocks that the rows are hashed into, for the bootstrap. */
const blockCount = 256;
/** Sums are in units of 2^-30: exact up to 2^23 rows of a block and label. */
const one = 2 ** 30;

const exactLimit = 2 ** 53;

/** Sums of one feature. */
interface Moments {
  readonly rows: number;
  /** Σ (p - 1) and Σ (p - 1)². */
  readonly sum: number;
  readonly squares: number;
}

/** What the rows of one block hold. */
export interface Block {
  readonly rows: number;
  /** [F] Σ (p - 1) */
  readonly sums: readonly number[];
}

/**
 * Sums of the importance p of an entity's F features over its rows, by label and by blocks that the row's position and the seed decide. In fixed
 * point about the neutral 1, so that no order of rows changes them.
 */
export class ImportanceSums {
  readonly features: number;
  readonly #labels: readonly string[];
  readonly #seed: number;
  /** [blocks, 2] */
  readonly #rows = new Float64Array(2 * blockCount);
  /** [blocks, 2, F] */
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;

  /** @param labels [F] the features as errors name them */
  constructor(labels: readonly string[], seed: number) {
    const features = labels.length;
    this.#labels = labels;
    this.features = features;
    this.#seed = seed;
    this.#sums = new Float64Array(2 * blockCount * features);
    this.#squares = new Float64Array(2 * blockCount * features);
  }

  /** @param importance p [B, F] @param b the row of it @param at its position in the log, and its batch's number */
  add(importance: Float32Array, b: number, at: ScoredRow, label: number): void {
    const { features } = this;
    const cell = 2 * (rowKey(at.row, this.#seed) % blockCount) + label;
    this.#rows[cell]++;
    for (let f = 0; f < features; f++) {
      const excess = importance[b * features + f] - 1;
      this.#sums[cell * features + f] += Math.round(excess * one);
      const squares = (this.#squares[cell * features + f] += Math.round(excess * excess * one));
      if (!(squares < exactLimit && Math.abs(this.#sums[cell * features + f]) < exactLimit))
        throw beyondExact(this.#labels[f], excess, at);
    }
  }

  /** Rows added. */
  get rows(): number {
    return this.#rows.reduce((sum, rows) => sum + rows, 0);
  }

  /** Of feature f over the rows of the given labels. */
  moments(f: number, labels: readonly (0 | 1)[] = [0, 1]): Moments {
    let [rows, sum, squares] = [0, 0, 0];
    for (let block = 0; block < blockCount; block++) {
      for (const label of labels) {
        const cell = 2 * block + label;
        rows += this.#rows[cell];
        sum += this.#sums[cell * this.features + f];
        squares += this.#squares[cell * this.features + f];
      }
    }
    return { rows, sum: sum / one, squares: squares / one };
  }

  /** The blocks that have rows. */
  blocks(): Block[] {
    return Array.from({ length: blockCount }, (_, block): Block => {
      const [first, second] = [2 * block, 2 * block + 1];
      return {
        rows: this.#rows[first] + this.#rows[second],
        sums: Array.from({ length: this.features }, (_f, f) => {
          return (this.#sums[first * this.features + f] + this.#sums[second * this.features + f]) / one;
        }),
      };
    }).filter(({ rows }) => rows > 0);
  }
}

function beyondExact(feature: string, excess: number, { row, batch }: ScoredRow): DomainlensError {
  return new DomainlensError("compute", {
    what: `the importance of ${feature} in row ${row}, batch ${batch}, is not a number, or its sums are beyond 2^53 units of fixed point`,
    value: String(excess + 1),
    remedy: "train with a lower learning rate, or set attribute.sampleRows",
  });
}
