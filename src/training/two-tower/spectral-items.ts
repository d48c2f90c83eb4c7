import { createRng } from "../../util/rng.ts";
import { orthonormalColumns } from "./orthonormal-columns.ts";
import type { TrainingPairs } from "./training-pairs.ts";

/** Passes over the pairs; more move the directions within a subspace that hardly changes. */
const passes = 8;
/** Standard deviation of the elements, that of random starting values. */
const elementStd = 0.05;

export interface SpectralShape {
  readonly userCount: number;
  readonly itemCount: number;
  /** E */
  readonly size: number;
}

/**
 * Vectors [V, E] of items by who chose them: an orthonormal basis of the E leading right singular vectors of D_u^-½ X D_i^-½, X the users by items and D the
 * numbers of pairs, found by subspace iteration. Items that the same users choose lie near each other, so that the mean of a user's items already points to
 * those that similar users chose. Items without a pair are zero. The log alone and the seed determine the result.
 */
export function spectralItems(
  pairs: TrainingPairs,
  { userCount, itemCount, size }: SpectralShape,
  seed: number,
): Float32Array {
  const itemsOf = Array.from({ length: userCount }, () => new Set<number>());
  for (let n = 0; n < pairs.count; n++) itemsOf[pairs.users[n]].add(pairs.items[n]);
  const lists = itemsOf.filter(({ size: items }) => items > 0).map((items) => Int32Array.from(items));
  const degree = new Float64Array(itemCount);
  for (const list of lists) for (const item of list) degree[item]++;
  const scale = degree.map((count) => (count === 0 ? 0 : 1 / Math.sqrt(count)));
  const rng = createRng(seed, "spectral start");
  let basis = Float64Array.from({ length: itemCount * size }, (_, i) =>
    degree[Math.floor(i / size)] > 0 ? rng.normal() : 0,
  );
  orthonormalColumns(basis, size);
  for (let pass = 0; pass < passes; pass++) {
    basis = neighbourSums(basis, { lists, scale, size });
    orthonormalColumns(basis, size);
  }
  const present = degree.filter((count) => count > 0).length;
  return Float32Array.from(basis, (value) => value * elementStd * Math.sqrt(present));
}

interface Graph {
  readonly lists: readonly Int32Array[];
  /** [V] 1 / √ of the users of an item. */
  readonly scale: Float64Array;
  readonly size: number;
}

/** XᵀX of the normalised users by items times the basis: every user hands the mean of the own items back to them. */
function neighbourSums(basis: Float64Array, { lists, scale, size }: Graph): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(basis.length);
  const ofUser = new Float64Array(size);
  for (const list of lists) {
    ofUser.fill(0);
    for (const item of list) for (let e = 0; e < size; e++) ofUser[e] += scale[item] * basis[item * size + e];
    for (const item of list) {
      const weight = scale[item] / list.length;
      for (let e = 0; e < size; e++) sums[item * size + e] += weight * ofUser[e];
    }
  }
  return sums;
}
