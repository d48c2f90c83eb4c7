import { reservedIds } from "../data/artifacts/reserved-ids.ts";
import type { EffectHistogram } from "../data/read-effects.ts";

/** Why a feature cannot be compared over the domains, in words, or null when it can. @param totals [D] mass of each domain */
export function whyNotScored(cells: EffectHistogram, numeric: boolean, totals: ArrayLike<number>): string | null {
  const values = cells.ids.length;
  if (values === 0) return "no value in any attributed row";
  if (values === 1) {
    if (!numeric && cells.ids[0] === reservedIds.null) return "null in every attributed row";
    const isRare = !numeric && cells.ids[0] === reservedIds.rare;
    return isRare ? "every value is rare: too few training rows hold it" : "one value in every row";
  }
  const withMass = Array.from(totals).filter((total) => total > 0).length;
  return withMass < 2 ? `${withMass === 0 ? "no domain has" : "only one domain has"} effect mass` : null;
}
