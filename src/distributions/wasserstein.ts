/** Weighted points on the line; the weights need not sum to 1. */
export interface WeightedPoints {
  readonly values: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
}

/**
 * Wasserstein-1 distance of two distributions on one support, in the unit of the values (DSFM, Eq. 8): the area between the distribution
 * functions. `support` [V] ascending, `p` and `q` [V] each sum to 1.
 */
export function wasserstein1(support: ArrayLike<number>, p: ArrayLike<number>, q: ArrayLike<number>): number {
  let distance = 0;
  let ahead = 0;
  for (let v = 0; v + 1 < support.length; v++) {
    ahead += p[v] - q[v];
    distance += Math.abs(ahead) * (support[v + 1] - support[v]);
  }
  return distance;
}

/** Wasserstein-1 distance of two weighted samples in any order; null when one of them has no mass. */
export function wassersteinOfSamples(u: WeightedPoints, v: WeightedPoints): number | null {
  const massU = total(u.weights);
  const massV = total(v.weights);
  if (massU === 0 || massV === 0) return null;
  const support = Float64Array.from(new Set([...Array.from(u.values), ...Array.from(v.values)])).sort();
  const place = new Map(Array.from(support, (value, i) => [value, i]));
  return wasserstein1(support, spread(u, massU, place), spread(v, massV, place));
}

function spread(points: WeightedPoints, mass: number, place: ReadonlyMap<number, number>): Float64Array {
  const masses = new Float64Array(place.size);
  for (let i = 0; i < points.values.length; i++) {
    const at = place.get(points.values[i]);
    if (at !== undefined) masses[at] += points.weights[i] / mass;
  }
  return masses;
}

function total(weights: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i];
  return sum;
}
