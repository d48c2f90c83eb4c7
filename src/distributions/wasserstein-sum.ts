import type { MassTable } from "./mass-table.ts";

/**
 * Sum of the Wasserstein-1 distances of all pairs of domains that have mass, in the unit of `support` [V], ascending: what `wassersteinPairs` gives
 * summed, up to rounding, without a look at each pair. The distribution functions are kept in ascending order along the support; a mass
 * moves its domain up past few others, and the sum of all differences changes by what the move says.
 */
export function wassersteinSum(table: MassTable, support: ArrayLike<number>): number {
  const { offsets, domain, mass, totals } = table;
  const order = domainsWithMass(totals);
  const active = order.length;
  const place = new Int32Array(totals.length);
  order.forEach((d, i) => (place[d] = i));
  const below = new Float64Array(totals.length);
  let differences = 0;
  let sum = 0;
  for (let v = 0; v + 1 < table.values; v++) {
    for (let c = offsets[v]; c < offsets[v + 1]; c++) {
      const d = domain[c];
      const from = below[d];
      const to = from + mass[c] / totals[d];
      let i = place[d];
      differences += (to - from) * i;
      for (; i + 1 < active && below[order[i + 1]] < to; i++) {
        const passed = order[i + 1];
        differences += to + from - 2 * below[passed];
        order[i] = passed;
        place[passed] = i;
      }
      differences -= (to - from) * (active - 1 - i);
      order[i] = d;
      place[d] = i;
      below[d] = to;
    }
    sum += Math.max(0, differences) * (support[v + 1] - support[v]);
  }
  return sum;
}

/** Domains with mass, in their order. */
function domainsWithMass(totals: ArrayLike<number>): Int32Array {
  return Int32Array.from(Array.from(totals, (_, d) => d).filter((d) => totals[d] > 0));
}
