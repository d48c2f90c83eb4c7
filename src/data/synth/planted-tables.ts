import { createRng, type Rng } from "../../util/rng.ts";
import { aliccpDomains, type PlantedFeature } from "./planted-features.ts";
import { categories, numbers, sequences } from "./row-layout.ts";
import { rankAt, zipf } from "./zipf.ts";

const zipfExponent = 1.1;
/** Correlation of an effect that differs by domain with the effect that all domains share. */
const commonShare = 0.5;
const domains = aliccpDomains.length;

/** A law of Zipf over the values of a feature, as tables that turn a random word into a value. */
export interface ValueTable {
  /** V */
  readonly values: number;
  /** [V] the last word that draws the value or one before it. */
  readonly lastWords: Uint32Array;
  /** By the first bits of a word: the least value that it may draw. */
  readonly firstValues: Int32Array;
  /** Bits of a word that are not looked at for that. */
  readonly shift: number;
  /** A word below it makes a draw the domain's own. */
  readonly ownBelow: number;
  /** [D] how far a domain's own draws are rotated along the ranks, so that other values are its frequent ones. */
  readonly rotations: Int32Array;
  /** [D, V] what each value adds to the logit, row-major. */
  readonly effects: Float64Array;
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
  const { values, shift: own, name } = feature;
  const cumulative = zipf(values, zipfExponent);
  // More entries than values, so that most words find theirs at once, and few enough for a core's cache.
  const bits = Math.min(14, Math.ceil(Math.log2(values)) + 2);
  const shift = 32 - bits;
  return {
    values,
    lastWords: Uint32Array.from(cumulative, (share) => Math.ceil(share * 2 ** 32) - 1),
    firstValues: Int32Array.from({ length: 2 ** bits }, (_, i) => rankAt(cumulative, i / 2 ** bits)),
    shift,
    ownBelow: Math.ceil(own * 2 ** 32),
    rotations: Int32Array.from({ length: domains }, (_, d) => Math.floor((values * (d + 1)) / (domains + 1))),
    effects: effectTable(feature, createRng(seed, `feature ${name}`)),
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

/** [D, V] one table for all domains, or a common part and one of each domain's own. */
function effectTable({ planted: kind, values, effect }: PlantedFeature, rng: Rng): Float64Array {
  const table = (): Float64Array => Float64Array.from({ length: values }, () => effect * rng.normal());
  const common = table();
  const effects = new Float64Array(domains * values);
  const rest = Math.sqrt(1 - commonShare ** 2);
  for (let d = 0; d < domains; d++) {
    const isShared = kind !== "sensitive" && kind !== "decoy-effect";
    effects.set(isShared ? common : table().map((own, v) => commonShare * common[v] + rest * own), d * values);
  }
  return effects;
}
