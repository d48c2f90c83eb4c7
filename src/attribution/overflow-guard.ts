import type { EffectPart } from "../data/effects-writer.ts";
import { DomainlensError } from "../util/errors.ts";

/** Half of what a BIGINT holds: a part that is not merged yet adds less than the other half. */
const limit = 2 ** 62;
const measures = ["rows", "elements", "masses", "effects", "squared effects"];

/**
 * Refuses the sums of effect histograms before they can leave BIGINT. All cells of a feature together bound each of them; only where that
 * bound is reached, and again each time it has doubled, the largest cell is asked for.
 */
export class OverflowGuard {
  readonly #names: readonly string[];
  readonly #largest: (feature: number) => Promise<readonly number[]>;
  /** [F, measures] what all cells sum to, and where the largest is asked for. */
  readonly #totals: Float64Array;
  readonly #ask: Float64Array;

  /** @param largest of a feature, by measure, over the cells that were handed on */
  constructor(names: readonly string[], largest: (feature: number) => Promise<readonly number[]>) {
    this.#names = names;
    this.#largest = largest;
    this.#totals = new Float64Array(names.length * measures.length);
    this.#ask = new Float64Array(names.length * measures.length).fill(limit);
  }

  /** To be told of every part once it was handed on. Errors: DomainlensError("compute") naming feature, measure and sum. */
  async add({ feature, sums }: EffectPart): Promise<void> {
    for (const [m, sum] of sums.entries()) {
      const at = feature * measures.length + m;
      for (const value of sum) this.#totals[at] += Number(value);
      if (this.#totals[at] < this.#ask[at]) continue;
      this.#ask[at] = 2 * this.#totals[at];
      const largest = (await this.#largest(feature))[m];
      if (largest >= limit) throw overflow(this.#names[feature], measures[m], largest);
    }
  }
}

function overflow(feature: string, measure: string, sum: number): DomainlensError {
  return new DomainlensError("compute", {
    what: `the ${measure} of feature ${feature} sum to ${sum} units of fixed point in one cell of its histogram; beyond 2^63 they would be wrong`,
    remedy: "set attribute.sampleRows, or attribute.target: probability",
  });
}
