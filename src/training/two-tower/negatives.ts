import { createRng, type Rng } from "../../util/rng.ts";
import { type ItemSampler, popularitySampler } from "../popularity-sampler.ts";
import type { TrainingPairs } from "./training-pairs.ts";

/** Where the negatives of a step come from. */
export type NegativesOptions =
  /** The items of the other rows of the same domain. */
  | { readonly kind: "inBatch" }
  /** For each row `count` items of its domain, or, `shared`, as many for each domain, which all its rows have. */
  | { readonly kind: "popularity"; readonly count: number; readonly power: number; readonly shared: boolean };

/** Negatives of a step at batch size B: how many rows of items they are, and how they are laid out. */
export function negativeRows(options: NegativesOptions, batchSize: number, domains: number): number {
  if (options.kind === "inBatch") return 0;
  return options.count * (options.shared ? domains : batchSize);
}

/** Draws negatives and knows how likely every item is; probabilities are those of the pairs that are trained on. */
export class NegativeSource {
  readonly #options: NegativesOptions;
  readonly #samplers: readonly ItemSampler[];

  constructor(pairs: TrainingPairs, options: NegativesOptions, { items, domains }: { items: number; domains: number }) {
    this.#options = options;
    const power = options.kind === "inBatch" ? 1 : options.power;
    const counts = Array.from({ length: domains }, () => new Float64Array(items));
    for (let n = 0; n < pairs.count; n++) counts[pairs.domains[n]][pairs.items[n]]++;
    // A domain without pairs has no rows that could need negatives.
    this.#samplers = counts.map((ofItems) => popularitySampler(ofItems.some((c) => c > 0) ? ofItems : [1], power));
  }

  /** log Q of a pair's item in its domain. */
  logQ(domain: number, item: number): number {
    return this.#samplers[domain].logQ[item];
  }

  /** Draws for a batch of rows with these domains, into arrays that begin with the first negative; returns how many. */
  draw(rows: Int32Array, rng: Rng, into: { items: Int32Array; domains: Int32Array; logQ: Float32Array }): number {
    const options = this.#options;
    if (options.kind === "inBatch") return 0;
    const ofDomains = options.shared ? Int32Array.from(this.#samplers, (_, d) => d) : rows;
    let at = 0;
    for (const domain of ofDomains) {
      const sampler = this.#samplers[domain];
      for (let m = 0; m < options.count; m++, at++) {
        const item = sampler.draw(rng);
        into.items[at] = item;
        into.domains[at] = domain;
        into.logQ[at] = sampler.logQ[item];
      }
    }
    return at;
  }
}

/** The stream of one epoch's draws. */
export function negativeRng(seed: number, epoch: number): Rng {
  return createRng(seed + 7919 * epoch, "negatives");
}
