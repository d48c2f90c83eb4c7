import type { PairMatrix } from "../distributions/pair-distances.ts";

/** A feature's sensitivity to the domain, from the distances of its pairs. */
export interface DomainSensitivity {
  /** Sum over the pairs k < k' (DSFM, Eq. 9). */
  readonly ds: number;
  /** `ds` divided by the number of pairs, flagged ones included. */
  readonly meanPair: number;
  /** Pairs that count 0 because a domain has no mass, in the order of domains. */
  readonly flagged: [number, number][];
}

/** Sums the distances of all pairs. @param pairs [D, D] @param totals [D] mass of each domain */
export function domainSensitivity(pairs: PairMatrix, totals: ArrayLike<number>): DomainSensitivity {
  const domains = totals.length;
  const flagged: [number, number][] = [];
  let ds = 0;
  for (let k = 0; k < domains; k++) {
    for (let other = k + 1; other < domains; other++) {
      if (totals[k] === 0 || totals[other] === 0) flagged.push([k, other]);
      else ds += pairs[k * domains + other];
    }
  }
  const count = (domains * (domains - 1)) / 2;
  return { ds, meanPair: count === 0 ? 0 : ds / count, flagged };
}
