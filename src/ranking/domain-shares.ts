import type { EffectHistogram } from "../data/read-effects.ts";

/** Per domain the shares of some bins, which sum to 1; null where the domain has no mass. */
export type DomainShares = (number[] | null)[];

/**
 * Sums one measure of a histogram into bins and divides by each domain's total. @param measure [C] `mass` or `effect` of the cells
 * @param binOf [V] the bin of each of `cells.ids`
 */
export function domainShares(
  cells: EffectHistogram,
  measure: Float64Array,
  binOf: ArrayLike<number>,
  bins: number,
): DomainShares {
  const sums = Array.from({ length: cells.domains }, () => new Array<number>(bins).fill(0));
  for (let v = 0; v < cells.ids.length; v++) {
    for (let c = cells.offsets[v]; c < cells.offsets[v + 1]; c++) sums[cells.domain[c]][binOf[v]] += measure[c];
  }
  return sums.map((bin) => {
    const total = bin.reduce((sum, mass) => sum + mass, 0);
    return total > 0 ? bin.map((mass) => mass / total) : null;
  });
}
