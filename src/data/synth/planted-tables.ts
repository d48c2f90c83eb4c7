import { createRng, type Rng } from "../../util/rng.ts";
import { aliccpDomains, type PlantedFeature } from "./planted-features.ts";
import { categories, numbers, sequences } from "./row-layout.ts";
import { type WordTable, wordTable } from "./word-table.ts";
import { zipf } from "./zipf.ts";

const zipfExponent = 1.1;
/** Correlation of an effect that differs by domain with the effect that all domains share. */
const commonShare = 0.5;
const domains = aliccpDomains.length;

/** A law of Zipf over the values of a feature, as tables that turn a random word into a value. */
export interface ValueTable {
  /** V */
  readonly values: number;
  readonly law: WordTable;
  /** A word below it makes a draw the domain's own. */
  readonly ownBelow: number;
  /** [D] how far a domain's own draws are rotated along the ranks, so that other values are its frequent ones. */
  readonly rotations: Int32Array;
  /** What each value adds to the logit: [V] for all domains alike, [D, V] row-major, or nothing. */
  readonly effects: Float64Array | null;
  /** How far the effects of a domain lie behind those of the one before: V or 0. */
  readonly domainStride: number;
}

/** Normal values with another mean per domain, one slope per domain or one for all. */
export interface NumberTable {
  /** [D] */
  readonly means: Float64Array;
  /** [D] what one unit adds to the logit. */
  readonly slopes: Float64Array;
}

/** Everything that rows are drawn from. */
export interface Planted {
  readonly categories: readonly ValueTable[];
  readonly numbers: readonly NumberTable[];
  readonly sequences: readonly ValueTable[];
}

/** The tables of all features. */
export function plant(seed: number): Planted {
  return {
    categories: categories.map((feature) => valueTable(feature, seed)),
    numbers: numbers.map((feature) => numberTable(feature, seed)),
    sequences: sequences.map((feature) => valueTable(feature, seed)),
  };
}

/** The tables of a categorical or sequence feature. */
function valueTable(feature: PlantedFeature, seed: number): ValueTable {
  const { values, shift: own, name, effect } = feature;
  const lastWords = Uint32Array.from(zipf(values, zipfExponent), (share) => Math.ceil(share * 2 ** 32) - 1);
  return {
    values,
    law: wordTable(lastWords),
    ownBelow: Math.ceil(own * 2 ** 32),
    rotations: Int32Array.from({ length: domains }, (_, d) => Math.floor((values * (d + 1)) / (domains + 1))),
    effects: effect === 0 ? null : effectTable(feature, createRng(seed, `feature ${name}`)),
    domainStride: hasSharedEffect(feature) ? 0 : values,
  };
}

/** The tables of a numerical feature. */
function numberTable({ planted: kind, shift, effect, name }: PlantedFeature, seed: number): NumberTable {
  const common = createRng(seed, `feature ${name}`).normal() < 0 ? -effect : effect;
  return {
    means: Float64Array.from({ length: domains }, (_, d) => 2 * shift * (d - 1)),
    slopes: Float64Array.from({ length: domains }, (_, d) => {
      if (effect === 0) return 0;
      return kind === "neutral" ? common : common * [1, -0.8, 0.3][d];
    }),
  };
}

function hasSharedEffect({ planted: kind }: PlantedFeature): boolean {
  return kind !== "sensitive" && kind !== "decoy-effect";
}

/** [V] one table for all domains, or [D, V] a common part and one of each domain's own. */
function effectTable(feature: PlantedFeature, rng: Rng): Float64Array {
  const { values, effect } = feature;
  const table = (): Float64Array => Float64Array.from({ length: values }, () => effect * rng.normal());
  const common = table();
  if (hasSharedEffect(feature)) return common;
  const effects = new Float64Array(domains * values);
  const rest = Math.sqrt(1 - commonShare ** 2);
  for (let d = 0; d < domains; d++) {
    effects.set(
      table().map((own, v) => commonShare * common[v] + rest * own),
      d * values,
    );
  }
  return effects;
}
