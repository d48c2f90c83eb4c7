import type { AttributeArtifact } from "../data/artifacts/attribute.ts";
import type { EncodedFeature } from "../data/artifacts/encode.ts";
import type { FeatureRank, RankArtifact } from "../data/artifacts/rank.ts";
import { featureKinds } from "./feature-kind.ts";
import { findNeglected } from "./neglect.ts";
import { rankWithinGroups } from "./rank-within-groups.ts";
import type { FeatureScore } from "./score-feature.ts";

/** Everything about one feature that the ranking puts together. */
export interface ScoredFeature {
  readonly feature: EncodedFeature;
  readonly score: FeatureScore;
  readonly distributions: FeatureRank["distributions"];
}

/**
 * Ranks the features within their four groups by DS (DSFM, Section 4.1), by plain DS, and all of them by model dependence, and finds the
 * neglected ones. A feature without a mean |attribution| counts as 0. @param dependence in the order of `scored` @param pairsOf domains whose pairs
 * are given; left out: all
 */
export function rankFeatures(
  scored: readonly ScoredFeature[],
  dependence: AttributeArtifact["features"],
  pairsOf?: readonly number[],
): Pick<RankArtifact, "features" | "neglect"> {
  const meanAbs = new Map(dependence.map(({ name, overall }) => [name, overall.meanAbs ?? 0]));
  const within = (score: (one: ScoredFeature) => number | null): number[] =>
    rankWithinGroups(scored.map((one) => ({ name: one.feature.name, group: one.feature.group, score: score(one) })));
  const ranks = within(({ score }) => (score.notScored === null ? score.effect.ds : null));
  const plainRanks = within(({ score }) => (score.plainShift === null ? null : score.plain.ds));
  const dependenceRanks = rankWithinGroups(
    scored.map(({ feature: { name } }) => ({ name, group: "all", score: meanAbs.get(name) ?? 0 })),
  );
  const ranked = scored.map((one, f) => ({
    ...describe(one, pairsOf ?? one.score.effect.totals.map((_, d) => d)),
    rank: ranks[f],
    plainRank: plainRanks[f],
    dependence: meanAbs.get(one.feature.name) ?? 0,
    dependenceRank: dependenceRanks[f],
  }));
  const kinds = featureKinds(ranked);
  const features = ranked.map((feature, f) => ({ ...feature, kind: kinds[f] }));
  const neglect = findNeglected(
    scored.map(({ feature, score }, f) => ({
      name: feature.name,
      shift: score.plainShift,
      different: score.plainDifferent,
      dependenceRank: dependenceRanks[f],
    })),
  );
  return { features, neglect };
}

type Ranks = "rank" | "plainRank" | "dependence" | "dependenceRank" | "kind";

function describe(
  { feature, score, distributions }: ScoredFeature,
  pairsOf: ArrayLike<number>,
): Omit<FeatureRank, Ranks> {
  const { effect, plain, noise, notScored } = score;
  const { mean, std, floor, resamples, method } = noise;
  return {
    name: feature.name,
    group: feature.group,
    ds: notScored === null ? effect.ds : null,
    notScored,
    meanPair: notScored === null ? effect.meanPair : null,
    pairs: square(effect.pairs, pairsOf),
    flagged: placesOf(effect.flagged, pairsOf),
    dsPlain: score.plainShift === null ? null : plain.ds,
    pairsPlain: square(plain.pairs, pairsOf),
    pooledStd: score.pooledStd,
    noise: { mean, std, floor, resamples, method },
    aboveNoise: score.aboveNoise,
    plainNoiseFloor: score.plainFloor,
    differsBy: score.aboveNoise ? (score.plainDifferent ? "distribution" : "effect") : "nothing",
    pValue: noise.pValue,
    distributions,
  };
}

function square(pairs: Float64Array, domains: ArrayLike<number>): number[][] {
  const width = Math.round(Math.sqrt(pairs.length));
  return Array.from(domains, (k) => Array.from(domains, (other) => pairs[k * width + other]));
}

function placesOf(flagged: readonly [number, number][], domains: ArrayLike<number>): [number, number][] {
  const place = new Map(Array.from(domains, (d, i) => [d, i]));
  return flagged.flatMap(([k, other]): [number, number][] => {
    const [first, second] = [place.get(k), place.get(other)];
    return first === undefined || second === undefined ? [] : [[first, second]];
  });
}
