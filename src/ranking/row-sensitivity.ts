import {
  effectWeightedDistribution,
  elementsOf,
  type FeatureGroup,
  type RawCell,
  type RawValue,
  type WeightedDistribution,
} from "../distributions/effect-weighted.ts";
import { type EffectMode, effectWeight } from "../distributions/effect-weight.ts";
import { type MassTable, massTable } from "../distributions/mass-table.ts";
import { jsPairs, type PairMatrix, wassersteinPairs } from "../distributions/pair-distances.ts";
import { populationStd } from "../distributions/population-std.ts";
import { type DomainSensitivity, domainSensitivity } from "./domain-sensitivity.ts";

/** One feature of a table of rows with its attributions, all [N]. */
export interface FeatureRows {
  readonly group: FeatureGroup;
  /** [N] domain index of each row. */
  readonly domain: ArrayLike<number>;
  readonly cells: readonly RawCell[];
  readonly attribution: ArrayLike<number>;
}

/** A feature's sensitivity with everything it was computed from. */
export interface RowSensitivity extends DomainSensitivity {
  /** [D] */
  readonly distributions: readonly WeightedDistribution[];
  /** [D, D] nats for a categorical feature; for a numerical one its own unit, or standard deviations under scale `std`. */
  readonly pairs: PairMatrix;
  /** Of every non-null number of every row; null for a categorical feature. */
  readonly pooledStd: number | null;
}

/**
 * Domain sensitivity straight from rows in float64 (DSFM, Eq. 2 to 9): the reference for the histogram path, and exact for logs that fit
 * into memory. With `std` and a deviation of 0 every distance is 0.
 */
export function rowSensitivity(
  rows: FeatureRows,
  domains: number,
  mode: EffectMode,
  scale: "std" | "none",
): RowSensitivity {
  const distributions = Array.from({ length: domains }, (_, d) => distributionOf(rows, d, mode));
  const numeric = rows.group.startsWith("numerical");
  const pooledStd = numeric ? populationStd(rows.cells.flatMap((cell) => numbersOf(cell, rows.group))) : null;
  const support = supportOf(distributions, numeric);
  const table = tableOf(distributions, support);
  const pairs = numeric ? wassersteinPairs(table, support.filter(isNumber)) : jsPairs(table);
  if (numeric && scale === "std") {
    for (let i = 0; i < pairs.length; i++) pairs[i] = pooledStd === 0 ? 0 : pairs[i] / (pooledStd ?? 1);
  }
  return { distributions, pairs, pooledStd, ...domainSensitivity(pairs, table.totals) };
}

function distributionOf(rows: FeatureRows, d: number, mode: EffectMode): WeightedDistribution {
  const chosen = rows.cells.map((_, b) => b).filter((b) => rows.domain[b] === d);
  const cells = chosen.map((b) => rows.cells[b]);
  const weights = chosen.map((b) => effectWeight(rows.attribution[b], mode));
  return effectWeightedDistribution(cells, weights, rows.group);
}

function supportOf(distributions: readonly WeightedDistribution[], numeric: boolean): RawValue[] {
  const values = [...new Set(distributions.flatMap(({ mass }) => (mass === null ? [] : [...mass.keys()])))];
  return numeric ? values.filter(isNumber).sort((a, b) => a - b) : values;
}

function tableOf(distributions: readonly WeightedDistribution[], support: readonly RawValue[]): MassTable {
  const place = new Map(support.map((value, v) => [value, v]));
  const byDomain = distributions.map(
    ({ mass }) => new Map([...(mass ?? [])].map(([value, held]) => [place.get(value) ?? -1, held])),
  );
  return massTable(support.length, byDomain);
}

function numbersOf(cell: RawCell, group: FeatureGroup): number[] {
  return elementsOf(cell, group).filter(isNumber);
}

function isNumber(value: RawValue): value is number {
  return typeof value === "number";
}
