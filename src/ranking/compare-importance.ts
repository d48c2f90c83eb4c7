import type { FeatureImportance } from "../data/artifacts/importance.ts";
import type { FeatureRank } from "../data/artifacts/rank.ts";
import { equivalentShift } from "./neglect.ts";
import { rankWithinGroups } from "./rank-within-groups.ts";

/** A feature of one entity by three measures, each with its place among the entity's specific features. */
export interface ImportanceComparison {
  readonly name: string;
  readonly rank: number;
  readonly dependence: number;
  readonly dependenceRank: number;
  /** DS as the shift of a normal law, in deviations, so that categories and numbers compare; null when the feature cannot be scored. */
  readonly shift: number | null;
  readonly shiftRank: number | null;
}

/** What is compared: the features of one entity in the order of `features`. */
export interface ComparedEntity {
  readonly features: readonly FeatureImportance[];
  /** [F] mean |attribution| over the entity's rows. */
  readonly dependence: readonly number[];
  /** [F] */
  readonly ranked: readonly FeatureRank[];
  /** K, the number of domains. */
  readonly domains: number;
}

/**
 * Sets the importance p of an entity's specific features against model dependence and domain sensitivity. DS is ranked by `equivalentShift`, since distances of
 * different kinds do not compare; what sampling alone would give is taken off.
 */
export function compareImportance({ features, dependence, ranked, domains }: ComparedEntity): ImportanceComparison[] {
  const pairs = (domains * (domains - 1)) / 2;
  const shifts = ranked.map(({ meanPair, noise, group }) =>
    meanPair === null ? null : equivalentShift(meanPair, noise.mean / pairs, group.startsWith("numerical")),
  );
  const ranksOf = (scores: readonly (number | null)[]): number[] =>
    rankWithinGroups(features.map(({ name }, f) => ({ name, group: "all", score: scores[f] })));
  const dependenceRanks = ranksOf(dependence);
  const shiftRanks = ranksOf(shifts);
  return features.map(({ name, rank }, f) => ({
    name,
    rank,
    dependence: dependence[f],
    dependenceRank: dependenceRanks[f],
    shift: shifts[f],
    shiftRank: shifts[f] === null ? null : shiftRanks[f],
  }));
}
