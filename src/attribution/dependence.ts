import { fixedPoint } from "../data/artifacts/attribute.ts";
import { DomainlensError } from "../util/errors.ts";

const one = 2 ** fixedPoint.effectBits;
const exactLimit = 2 ** 52;
const totalLimit = 2n ** 63n;

export interface Dependence {
  readonly rows: number;
  /** Mean |a| over rows, and mean a; null without rows. */
  readonly meanAbs: number | null;
  readonly meanSigned: number | null;
}

/** Model dependence: mean |a| and mean a of every feature per domain, over sums in fixed point that no order of rows changes. */
export class DependenceSums {
  readonly #labels: readonly string[];
  readonly #features: number;
  readonly rows: Float64Array;
  readonly #absolute: Float64Array;
  readonly #signed: Float64Array;
  readonly #totalAbsolute: BigInt64Array;
  readonly #totalSigned: BigInt64Array;
  #bound = 0;

  /** @param labels [F] the features as errors name them */
  constructor(labels: readonly string[], domains: number) {
    this.#labels = labels;
    this.#features = labels.length;
    this.rows = new Float64Array(domains);
    const cells = labels.length * domains;
    this.#absolute = new Float64Array(cells);
    this.#signed = new Float64Array(cells);
    this.#totalAbsolute = new BigInt64Array(cells);
    this.#totalSigned = new BigInt64Array(cells);
  }

  /** @param scores [B, F], finite @param domain [B] */
  add(scores: Float32Array, domain: Int32Array, rows: number): void {
    const features = this.#features;
    for (let b = 0; b < rows; b++) {
      const to = domain[b] * features;
      this.rows[domain[b]]++;
      for (let f = 0; f < features; f++) {
        const fixed = Math.round(scores[b * features + f] * one);
        const size = Math.abs(fixed);
        this.#bound += size;
        if (this.#bound >= exactLimit) this.#carry(size);
        this.#absolute[to + f] += size;
        this.#signed[to + f] += fixed;
      }
    }
  }

  /** Of feature f over all domains, and in each. */
  of(f: number): { overall: Dependence; byDomain: Dependence[] } {
    this.#carry(0);
    const domains = this.rows.length;
    const cells = Array.from({ length: domains }, (_, d) => d * this.#features + f);
    const sum = (totals: BigInt64Array): bigint => cells.reduce((all, cell) => all + totals[cell], 0n);
    const allRows = this.rows.reduce((all, rows) => all + rows, 0);
    return {
      overall: means(allRows, sum(this.#totalAbsolute), sum(this.#totalSigned)),
      byDomain: cells.map((cell, d) => means(this.rows[d], this.#totalAbsolute[cell], this.#totalSigned[cell])),
    };
  }

  #carry(next: number): void {
    for (let i = 0; i < this.#absolute.length; i++) {
      const total = this.#totalAbsolute[i] + BigInt(this.#absolute[i]);
      // Signed sums are no larger, and a BigInt64Array would wrap.
      if (total >= totalLimit) throw overflow(this.#labels[i % this.#features], total);
      this.#totalAbsolute[i] = total;
      this.#totalSigned[i] += BigInt(this.#signed[i]);
    }
    this.#absolute.fill(0);
    this.#signed.fill(0);
    this.#bound = next;
  }
}

function overflow(feature: string, total: bigint): DomainlensError {
  return new DomainlensError("compute", {
    what: `the attributions of ${feature} sum to 2^63 units of fixed point or more`,
    value: String(total),
    remedy: "set attribute.sampleRows, or attribute.target: probability",
  });
}

function means(rows: number, absolute: bigint, signed: bigint): Dependence {
  if (rows === 0) return { rows, meanAbs: null, meanSigned: null };
  return { rows, meanAbs: Number(absolute) / one / rows, meanSigned: Number(signed) / one / rows };
}
