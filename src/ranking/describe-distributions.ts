import type { FeatureRank } from "../data/artifacts/rank.ts";
import type { EffectHistogram } from "../data/read-effects.ts";
import { domainShares } from "./domain-shares.ts";
import { topValues } from "./top-values.ts";
import { valueBins } from "./value-bins.ts";

type Distributions = FeatureRank["distributions"];

const shownValues = 12;
const shownBins = 24;

/** Looks up what reports call the ids of a vocabulary. */
export type NameIds = (ids: readonly number[]) => Promise<ReadonlyMap<number, string>>;

/** The distributions of a categorical feature over its most frequent values and `<other>`. */
export async function describeCategories(cells: EffectHistogram, nameIds: NameIds): Promise<Distributions> {
  const { ids, binOf, hasOther } = topValues(cells, shownValues);
  const names = await nameIds(ids);
  const bins = [...ids.map((id) => names.get(id) ?? String(id)), ...(hasOther ? ["<other>"] : [])];
  return { bins, edges: null, ...bothShares(cells, binOf, bins.length) };
}

/** The distributions of a numeric feature over bins of its values. @param points [V] the values of `cells.ids`, ascending */
export function describeNumbers(cells: EffectHistogram, points: Float64Array): Distributions {
  if (points.length === 0) return { bins: [], edges: null, ...bothShares(cells, [], 0) };
  const weights = new Float64Array(points.length);
  for (let v = 0; v < points.length; v++) {
    for (let c = cells.offsets[v]; c < cells.offsets[v + 1]; c++) weights[v] += cells.mass[c];
  }
  const { labels, edges, binOf } = valueBins(points, weights, shownBins);
  return { bins: labels, edges, ...bothShares(cells, binOf, labels.length) };
}

function bothShares(
  cells: EffectHistogram,
  binOf: ArrayLike<number>,
  bins: number,
): Pick<Distributions, "plain" | "effect"> {
  return {
    plain: domainShares(cells, cells.mass, binOf, bins),
    effect: domainShares(cells, cells.effect, binOf, bins),
  };
}
