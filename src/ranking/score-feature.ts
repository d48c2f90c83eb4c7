import type { EffectHistogram } from "../data/read-effects.ts";
import { type CellSensitivity, cellSensitivity, pooledStdOf } from "./cell-sensitivity.ts";
import { noiseFloor } from "./noise-floor.ts";
import type { NoiseFloor } from "./noise/summary.ts";
import { equivalentShift } from "./neglect.ts";
import { whyNotScored } from "./why-not-scored.ts";

/** A feature's histogram and what is needed to score it. */
export interface FeatureToScore {
  readonly name: string;
  readonly sequence: boolean;
  readonly cells: EffectHistogram;
  /** Numerical: [V] the values of `cells.ids`, ascending; null for categorical. */
  readonly points: Float64Array | null;
  /** The entity that alone has the feature, by its role; undefined when all may have it. */
  readonly entity: string | undefined;
}

export interface ScoreOptions {
  readonly scale: "std" | "none";
  readonly alpha: number;
  /** How many features are tested together. */
  readonly features: number;
  readonly resamples: number;
  readonly seed: number;
}

/** Scores of a feature on its effect-weighted and on its plain distributions. */
export interface FeatureScore {
  readonly effect: CellSensitivity;
  readonly plain: CellSensitivity;
  readonly pooledStd: number | null;
  /** Why there is no score; null when there is one. */
  readonly notScored: string | null;
  readonly noise: NoiseFloor;
  readonly aboveNoise: boolean;
  /** For the neglect analysis; see `equivalentShift`. */
  readonly plainShift: number | null;
  readonly plainDifferent: boolean;
  /** The noise floor of the plain score, at alpha over the number of features; null when it cannot be scored. */
  readonly plainFloor: number | null;
}

const noNoise: NoiseFloor = { mean: 0, std: 0, floor: 0, pValue: 1, resamples: 0, method: "none: not scored" };
// The plain floor decides what is said of a feature, not its rank: a level far out in the tail, from a law fitted to these.
const plainResamples = 100;

/**
 * Domain sensitivity (DSFM, Eq. 9) of one feature, plain and weighted by effect, each against its noise floor. The level of the plain floor is alpha over
 * the number of features: what is said of their distributions is said of all of them at once, and one in twenty would be said to
 * differ by chance. A feature that one entity alone has is not scored: null everywhere else by design, it would be the domain by
 * another name.
 */
export function scoreFeature(feature: FeatureToScore, options: ScoreOptions): FeatureScore {
  const { cells, points, entity } = feature;
  const pooledStd = points === null ? null : pooledStdOf(cells, points);
  const numeric = points === null ? null : { points, scale: options.scale === "none" ? 1 : pooledStd || 1 };
  const effect = cellSensitivity(cells, cells.effect, numeric);
  const plain = cellSensitivity(cells, cells.mass, numeric);
  const whyNot = (score: CellSensitivity): string | null =>
    entity === undefined ? whyNotScored(cells, points !== null, score.totals) : `only ${entity} has it`;
  const reason = whyNot(effect);
  const noiseOf = (score: CellSensitivity, weighting: "effect" | "plain", resamples: number): NoiseFloor => {
    const active = Array.from(score.totals, (total) => total > 0);
    const stream = { seed: options.seed, purpose: `noise floor, ${weighting}: ${feature.name}` };
    const question = { cells, weighting, sequence: feature.sequence, numeric, active, ds: score.ds };
    const alpha = weighting === "effect" ? options.alpha : options.alpha / options.features;
    return noiseFloor(question, { alpha, resamples, stream });
  };
  const noise = reason === null ? noiseOf(effect, "effect", options.resamples) : noNoise;
  const plainNoise =
    whyNot(plain) === null ? noiseOf(plain, "plain", Math.min(options.resamples, plainResamples)) : null;
  return {
    effect,
    plain,
    pooledStd,
    notScored: reason,
    noise,
    aboveNoise: reason === null && effect.ds > noise.floor,
    plainShift: plainNoise === null ? null : shiftOf(plain, plainNoise, pooledStd, options.scale),
    plainDifferent: plainNoise !== null && plain.ds > plainNoise.floor,
    plainFloor: plainNoise?.floor ?? null,
  };
}

function shiftOf(plain: CellSensitivity, noise: NoiseFloor, std: number | null, scale: "std" | "none"): number {
  const unit = std !== null && scale === "none" ? 1 / std : 1;
  const perPair = plain.ds > 0 ? plain.meanPair / plain.ds : 0;
  return equivalentShift(plain.meanPair * unit, noise.mean * perPair * unit, std !== null);
}
