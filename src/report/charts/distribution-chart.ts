import { leftOut } from "../left-out.ts";
import type { RankingRow } from "../results.ts";
import { categoryShares } from "./category-shares.ts";
import { type Chart, palette } from "./chart.ts";
import { valueDensities } from "./value-densities.ts";

/**
 * The plain and the effect-weighted distribution of a feature in its domains, at most eight: bars for categories and for numbers with few
 * values, densities for the other numbers. Undefined when there is no bin.
 */
export function distributionChart({ distributions }: RankingRow, domains: readonly string[]): Chart | undefined {
  const { bins, edges, plain, effect } = distributions;
  if (bins.length === 0) return undefined;
  const shares = domains
    .slice(0, palette.length)
    .map((name, d) => ({ name, color: palette[d], plain: plain[d], effect: effect[d] }));
  const binned = edges !== null && bins[0].startsWith("[");
  const chart = binned ? valueDensities(edges, shares) : categoryShares(bins, shares);
  return { ...chart, leftOut: leftOut(domains.length, palette.length, "domains") };
}
