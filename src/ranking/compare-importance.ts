import type { FeatureImportance } from "../data/artifacts/importance.ts";
import { rankWithinGroups } from "./rank-within-groups.ts";

/** A feature of one entity by importance and by dependence, with its places among the entity's specific features. */
export interface ImportanceComparison {
  readonly name: string;
  readonly rank: number;
  readonly dependence: number;
  readonly dependenceRank: number;
}

/**
 * Sets the importance p of an entity's specific features against model dependence. Domain sensitivity has no part in it: it compares domains, and no
 * other has these features.
 *
 * @param dependence [F] mean |attribution| over the entity's rows, in the order of `features`
 */
export function compareImportance(
  features: readonly FeatureImportance[],
  dependence: readonly number[],
): ImportanceComparison[] {
  const ranks = rankWithinGroups(features.map(({ name }, f) => ({ name, group: "all", score: dependence[f] })));
  return features.map(({ name, rank }, f) => ({ name, rank, dependence: dependence[f], dependenceRank: ranks[f] }));
}
