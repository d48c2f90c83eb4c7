import { rankWithinGroups } from "./rank-within-groups.ts";

/** What the neglect analysis looks at. */
export interface NeglectInput {
  readonly name: string;
  /** See `equivalentShift`; null when the plain distributions cannot be compared. */
  readonly shift: number | null;
  /** Whether the plain distributions differ beyond their own noise floor. */
  readonly different: boolean;
  /** From 1, over all features, by mean |attribution|. */
  readonly dependenceRank: number;
}

/** A feature's place by distribution against its place by dependence. */
export interface NeglectEntry {
  readonly name: string;
  readonly distributionRank: number;
  readonly dependenceRank: number;
  readonly neglected: boolean;
}

/**
 * A distance on one scale for both kinds of feature: the shift, in standard deviations, of two equal normal laws that would be as far
 * apart. Wasserstein-1 over the deviation is that shift itself; a JS divergence is shift^2 / 8 to leading order. What the plain distributions
 * would differ by if the domains were exchangeable is taken off first. @param distance mean over the pairs, in nats or deviations
 * @param expected its mean under exchangeable domains
 */
export function equivalentShift(distance: number, expected: number, numeric: boolean): number {
  const excess = Math.max(0, distance - expected);
  return numeric ? excess : Math.sqrt(8 * excess);
}

/**
 * The features that differ most between domains by plain distribution, a quarter of all and at least four where so many can be compared, and whether the model neglects
 * them (DSFM, Fig. 2): different beyond noise, yet in the lower half by dependence.
 */
export function findNeglected(inputs: readonly NeglectInput[]): { top: number; features: NeglectEntry[] } {
  const ranks = rankWithinGroups(inputs.map(({ name, shift }) => ({ name, group: "all", score: shift })));
  const comparable = inputs.filter(({ shift }) => shift !== null).length;
  const top = Math.min(comparable, Math.max(4, Math.ceil(inputs.length / 4)));
  const features = inputs
    .map(({ name, different, dependenceRank }, f) => ({
      name,
      distributionRank: ranks[f],
      dependenceRank,
      neglected: ranks[f] <= top && different && dependenceRank > inputs.length / 2,
    }))
    .filter(({ distributionRank }) => distributionRank <= top)
    .toSorted((a, b) => a.distributionRank - b.distributionRank);
  return { top, features };
}
