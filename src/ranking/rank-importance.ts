import type { ImportanceSums } from "../attribution/importance-sums.ts";
import type { FeatureImportance } from "../data/artifacts/importance.ts";
import { createRng } from "../util/rng.ts";
import { rankWithinGroups } from "./rank-within-groups.ts";

export interface RankImportanceOptions {
  /** [F] in the order of the sums. */
  readonly names: readonly string[];
  readonly resamples: number;
  readonly seed: number;
}

/**
 * The features of one entity by the mean of their importance p, with percentile intervals (95 %) of mean and rank: blocks of rows are drawn with
 * replacement, as many as there are. The intervals tell how sure the order is for this trained model, not how another training would
 * order the features. Empty for an entity without rows.
 */
export function rankImportance(sums: ImportanceSums, options: RankImportanceOptions): FeatureImportance[] {
  const { names } = options;
  const all = names.map((_, f) => sums.moments(f));
  if (all.length === 0 || all[0].rows === 0) return [];
  const means = all.map(({ rows, sum }) => 1 + sum / rows);
  const ranks = ranksOf(names, means);
  const resampled = resample(sums, options);
  return names
    .map((name, f): FeatureImportance => {
      const { rows, sum, squares } = all[f];
      return {
        name,
        rank: ranks[f],
        mean: means[f],
        deviation: Math.sqrt(Math.max(0, squares / rows - (sum / rows) ** 2)),
        byLabel: [meanOf(sums, f, 0), meanOf(sums, f, 1)],
        interval: middle95(resampled.map((one) => one.means[f])),
        rankInterval: middle95(resampled.map((one) => one.ranks[f])),
      };
    })
    .toSorted((a, b) => a.rank - b.rank);
}

function meanOf(sums: ImportanceSums, f: number, label: 0 | 1): number | null {
  const { rows, sum } = sums.moments(f, [label]);
  return rows === 0 ? null : 1 + sum / rows;
}

/** Means and ranks of every feature in each bootstrap sample. */
function resample(
  sums: ImportanceSums,
  { names, resamples, seed }: RankImportanceOptions,
): { means: number[]; ranks: number[] }[] {
  const blocks = sums.blocks();
  const rng = createRng(seed, `importance of ${names.join(", ")}`);
  return Array.from({ length: resamples }, () => {
    const totals = names.map(() => 0);
    let rows = 0;
    for (let drawn = 0; drawn < blocks.length; drawn++) {
      const block = blocks[rng.below(blocks.length)];
      rows += block.rows;
      for (let f = 0; f < totals.length; f++) totals[f] += block.sums[f];
    }
    const means = totals.map((total) => 1 + total / rows);
    return { means, ranks: ranksOf(names, means) };
  });
}

function ranksOf(names: readonly string[], means: readonly number[]): number[] {
  return rankWithinGroups(names.map((name, f) => ({ name, group: "all", score: means[f] })));
}

/** The values that leave 2.5 % of all below and above; values of the sample themselves. */
function middle95(values: readonly number[]): [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  const cut = Math.floor(0.025 * sorted.length);
  return [sorted[cut], sorted[sorted.length - 1 - cut]];
}
