import type { Rng } from "../../util/rng.ts";
import { hypergeometric } from "./hypergeometric.ts";

const oneByOneUpTo = 24;

/**
 * Deals `rows` rows to the domains without replacement, each domain in proportion to its places left, and adds `weight` per row to
 * `sums` [D]. `places` [D] and the returned number of places left shrink by `rows`.
 */
export function splitRows(
  rows: number,
  weight: number,
  places: Float64Array,
  left: number,
  sums: Float64Array,
  rng: Rng,
): number {
  if (rows <= oneByOneUpTo) return dealOneByOne(rows, weight, places, left, sums, rng);
  let toDeal = rows;
  let open = left;
  for (let d = 0; d < places.length && toDeal > 0; d++) {
    const taken = hypergeometric(open, places[d], toDeal, rng);
    open -= places[d];
    places[d] -= taken;
    toDeal -= taken;
    sums[d] += taken * weight;
  }
  return left - rows;
}

function dealOneByOne(
  rows: number,
  weight: number,
  places: Float64Array,
  left: number,
  sums: Float64Array,
  rng: Rng,
): number {
  const last = places.length - 1;
  for (let b = 0; b < rows; b++) {
    let at = rng.uniform() * (left - b);
    let d = 0;
    while (d < last && at >= places[d]) at -= places[d++];
    places[d]--;
    sums[d] += weight;
  }
  return left - rows;
}
