import type { Rng } from "../util/rng.ts";

/** A distribution over items that negatives are drawn from. */
export interface ItemSampler {
  /** [V] log Q of each item; -Infinity for one that is never drawn. */
  readonly logQ: Float64Array;
  draw(rng: Rng): number;
}

/**
 * Q(v) = count_v^power / Σ count^power over items 0 … V-1 (ADI Eq. 4 leaves Q open): power 1 draws by popularity, 0 alike among the items that have a
 * count. Draws take two random numbers whatever V is (the alias method, Walker 1977, tables after Vose 1991).
 *
 * @param counts [V] not negative, not all 0
 */
export function popularitySampler(counts: ArrayLike<number>, power: number): ItemSampler {
  const weights = Float64Array.from(counts, (count) => (count > 0 ? count ** power : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const { share, alias } = aliasTables(weights, total);
  return {
    logQ: weights.map((weight) => Math.log(weight / total)),
    draw: (rng) => {
      const item = rng.below(weights.length);
      return rng.uniform() < share[item] ? item : alias[item];
    },
  };
}

/** Each item's cell of equal size: the share that is its own, and the item that the rest belongs to. */
function aliasTables(weights: Float64Array, total: number): { share: Float64Array; alias: Int32Array } {
  const share = weights.map((weight) => (weight * weights.length) / total);
  // An item without weight that rounding leaves over must not be drawn: its cell goes to the first of the heaviest.
  const alias = new Int32Array(weights.length).fill(
    weights.indexOf(weights.reduce((most, weight) => Math.max(most, weight), 0)),
  );
  const [small, large]: [number[], number[]] = [[], []];
  share.forEach((own, item) => (own < 1 ? small : large).push(item));
  while (small.length > 0 && large.length > 0) {
    const [poor, rich] = [small.pop() ?? 0, large[large.length - 1]];
    alias[poor] = rich;
    share[rich] -= 1 - share[poor];
    if (share[rich] < 1) small.push(large.pop() ?? 0);
  }
  // What is left differs from 1 by rounding alone.
  for (const item of [...small, ...large]) if (weights[item] > 0) share[item] = 1;
  return { share, alias };
}
