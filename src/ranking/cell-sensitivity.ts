import type { MassTable } from "../distributions/mass-table.ts";
import { jsPairs, type PairMatrix, wassersteinPairs } from "../distributions/pair-distances.ts";
import { populationStd } from "../distributions/population-std.ts";
import { type DomainSensitivity, domainSensitivity } from "./domain-sensitivity.ts";
import type { EffectHistogram } from "../data/read-effects.ts";

/** The score of a histogram. */
export interface CellSensitivity extends DomainSensitivity {
  readonly pairs: PairMatrix;
  /** [D] Z: the mass of each domain. */
  readonly totals: Float64Array;
}

/**
 * Domain sensitivity of a histogram (DSFM, Eq. 7 to 9) under one of its measures. @param measure [C] `effect` or `mass` of the cells
 * @param numeric [V] the values of `cells.ids` and what distances are divided by; null for a categorical feature
 */
export function cellSensitivity(
  cells: EffectHistogram,
  measure: Float64Array,
  numeric: { readonly points: ArrayLike<number>; readonly scale: number } | null,
): CellSensitivity {
  const table = tableOf(cells, measure);
  const pairs = numeric === null ? jsPairs(table) : wassersteinPairs(table, numeric.points);
  if (numeric !== null) for (let i = 0; i < pairs.length; i++) pairs[i] /= numeric.scale;
  return { pairs, totals: table.totals, ...domainSensitivity(pairs, table.totals) };
}

/** Population standard deviation of a numeric histogram: every element once, whatever its weight. @param points [V] */
export function pooledStdOf(cells: EffectHistogram, points: ArrayLike<number>): number {
  const counts = new Float64Array(cells.ids.length);
  for (let v = 0; v < counts.length; v++) {
    for (let c = cells.offsets[v]; c < cells.offsets[v + 1]; c++) counts[v] += cells.elements[c];
  }
  return populationStd(points, counts);
}

function tableOf(cells: EffectHistogram, measure: Float64Array): MassTable {
  const { domains, offsets, domain } = cells;
  const totals = new Float64Array(domains);
  for (let c = 0; c < measure.length; c++) totals[domain[c]] += measure[c];
  return { domains, values: cells.ids.length, offsets, domain, mass: measure, totals };
}
