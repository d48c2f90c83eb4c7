import type { EffectHistogram } from "../../data/read-effects.ts";

/**
 * What is known of each id when the domains are forgotten, [V] each: how many units are dealt to the domains, and the sum and sum
 * of squares of their weights. `places` [D] are the units that each domain holds.
 */
export interface Pooled {
  readonly units: Float64Array;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  readonly places: Float64Array;
  /** Variance of the score relative to units dealt independently: more than 1 when one row brings several units. */
  readonly clustering: number;
  /** Mean of the score relative to units dealt independently: less than 1 when the ids of a row share its weight. */
  readonly sharing: number;
}

/** Which distribution is dealt: weighted by effect (Eq. 3 and 6), or plain (Eq. 2). */
export type Weighting = "effect" | "plain";

// Half a unit of the fixed point of `effect_squared`: a square is never taken for smaller than it may have been before rounding.
const squareSlack = 2 ** -37;

/**
 * Pools the cells of the `active` domains. The unit is a row that holds the id; rows are dealt whole only where a row is one unit, so
 * for sequences `clustering` says how many ids a row brings, and each domain's places are in proportion to its rows.
 */
export function poolIds(cells: EffectHistogram, weighting: Weighting, active: readonly boolean[]): Pooled {
  const values = cells.ids.length;
  const units = new Float64Array(values);
  const sum = new Float64Array(values);
  const squares = new Float64Array(values);
  const rows = new Float64Array(cells.domains);
  for (let v = 0; v < values; v++) {
    for (let c = cells.offsets[v]; c < cells.offsets[v + 1]; c++) {
      if (!active[cells.domain[c]]) continue;
      const held = cells.rows[c];
      const mass = cells.mass[c];
      rows[cells.domain[c]] += mass;
      units[v] += held;
      sum[v] += weighting === "plain" ? mass : cells.effect[c];
      squares[v] += weighting === "plain" ? mass ** 2 / held : cells.effectSquared[c] + squareSlack * held;
    }
  }
  const dealt = total(units);
  const held = total(rows);
  const clustering = held > 0 ? Math.max(1, dealt / held) : 1;
  const sharing = weighting === "effect" && clustering > 1 ? rowSharing(sum, squares, held) : 1;
  return { units, sum, squares, places: apportion(rows, dealt), clustering, sharing };
}

/**
 * The expected score goes with the variance of w (c_v - p_v) summed over v with weights 1 / p_v. Independent units give A - B,
 * A = sum of (w c)^2 / p, B = sum of (w c)^2; whole rows give A - sum of w^2, and the sum of w^2 over n rows is at least Z^2 / n.
 */
function rowSharing(sum: Float64Array, squares: Float64Array, rows: number): number {
  const Z = total(sum);
  let independent = 0;
  let together = -(Z * Z) / rows;
  for (let v = 0; v < sum.length; v++) {
    if (sum[v] === 0) continue;
    const weighted = (squares[v] * Z) / sum[v];
    independent += weighted - squares[v];
    together += weighted;
  }
  return independent > 0 ? Math.min(1, Math.max(0, together / independent)) : 1;
}

/**
 * Pools numeric sequences with the row as the unit: the elements of a row may be as good as equal, and then only the row is a fresh
 * draw. Since the share of a row's elements below x varies at most as if they were equal, the floor errs on the high side.
 */
export function poolRows(cells: EffectHistogram, weighting: Weighting, active: readonly boolean[]): Pooled {
  const pooled = poolIds(cells, weighting, active);
  const mass = poolIds(cells, "plain", active).sum;
  const squares = pooled.squares.map((square, v) => (mass[v] > 0 ? (square * pooled.units[v]) / mass[v] : 0));
  const rows = total(mass);
  return { units: mass, sum: pooled.sum, squares, places: apportion(pooled.places, rows), clustering: 1, sharing: 1 };
}

/** Whole numbers in proportion to `shares` that sum to the rounded `count`. */
function apportion(shares: Float64Array, count: number): Float64Array {
  const all = total(shares);
  const whole = Math.round(count);
  let before = 0;
  let given = 0;
  return shares.map((share) => {
    before += share;
    const upTo = all > 0 ? Math.round((before / all) * whole) : 0;
    const part = upTo - given;
    given = upTo;
    return part;
  });
}

function total(numbers: Float64Array): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
