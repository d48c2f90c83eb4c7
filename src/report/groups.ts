import { formatCount } from "./format.ts";
import type { RankingRow, Results } from "./results.ts";

/** The features of one of the four groups that are ranked apart, by rank. */
export interface RankedGroup {
  readonly group: RankingRow["group"];
  readonly title: string;
  /** Unit of DS and of its distances. */
  readonly unit: string;
  readonly rows: readonly RankingRow[];
}

const titles = {
  "categorical-scalar": "Categorical features",
  "categorical-sequence": "Categorical sequences",
  "numerical-scalar": "Numerical features",
  "numerical-sequence": "Numerical sequences",
} satisfies Record<RankingRow["group"], string>;

/** Name of a group in headings. */
export function groupTitle(group: RankingRow["group"]): string {
  return titles[group];
}

/** Unit of the distances of a group: nats, or deviations unless the scale is `none`. */
export function distanceUnit(group: RankingRow["group"], scale: Results["ranked"]["scale"]): string {
  if (group === "categorical-scalar" || group === "categorical-sequence") return "nats";
  return scale === "std" ? "standard deviations" : "unit of the values";
}

/** What DS is of a group: its unit, and over how many pairs of domains it is a sum. */
export function sensitivityUnit({ unit }: Pick<RankedGroup, "unit">, domains: number): string {
  const pairs = (domains * (domains - 1)) / 2;
  return pairs === 1 ? `DS in ${unit}` : `DS in ${unit}, the sum over ${formatCount(pairs)} pairs of domains`;
}

/** The groups that have features, each by rank. */
export function rankedGroups({ ranking, ranked }: Results): RankedGroup[] {
  const names = [...new Set(ranking.map(({ group }) => group))].toSorted();
  return names.map((group) => ({
    group,
    title: groupTitle(group),
    unit: distanceUnit(group, ranked.scale),
    rows: ranking.filter((row) => row.group === group).toSorted((a, b) => a.rank - b.rank),
  }));
}
