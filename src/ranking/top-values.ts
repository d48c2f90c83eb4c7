import type { EffectHistogram } from "../data/read-effects.ts";

/** The values of a categorical feature that a picture shows, and where every id goes. */
export interface TopValues {
  /** Most frequent first. */
  readonly ids: number[];
  /** [V] place of each of `cells.ids` in `ids`; all others share the place after the last. */
  readonly binOf: Int32Array;
  readonly hasOther: boolean;
}

/**
 * The ids with the largest plain share, averaged over the domains so that a small domain's own values show too; ties by id.
 * @param limit most values shown
 */
export function topValues(cells: EffectHistogram, limit: number): TopValues {
  const { ids, offsets, domain, mass } = cells;
  const totals = new Float64Array(cells.domains);
  for (let c = 0; c < mass.length; c++) totals[domain[c]] += mass[c];
  const share = Float64Array.from(ids, (_, v) => {
    let sum = 0;
    for (let c = offsets[v]; c < offsets[v + 1]; c++) if (mass[c] > 0) sum += mass[c] / totals[domain[c]];
    return sum;
  });
  const top = [...largest(share, limit)];
  const binOf = new Int32Array(ids.length).fill(top.length);
  top.forEach((v, bin) => (binOf[v] = bin));
  return { ids: top.map((v) => ids[v]), binOf, hasOther: ids.length > top.length };
}

/** Places of the `limit` largest numbers, largest first, without sorting them all. */
function largest(numbers: Float64Array, limit: number): number[] {
  const kept: number[] = [];
  for (let v = 0; v < numbers.length; v++) {
    if (kept.length === limit && numbers[v] <= numbers[kept[limit - 1]]) continue;
    const at = kept.findIndex((other) => numbers[v] > numbers[other]);
    kept.splice(at < 0 ? kept.length : at, 0, v);
    if (kept.length > limit) kept.pop();
  }
  return kept;
}
