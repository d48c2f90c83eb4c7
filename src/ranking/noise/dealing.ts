import type { MassTable } from "../../distributions/mass-table.ts";
import type { Rng } from "../../util/rng.ts";
import type { Pooled } from "./pooled.ts";
import { pseudoWeights } from "./pseudo-weights.ts";
import { splitRows } from "./split-rows.ts";

/** A deck of equal rows to deal: `count[i]` rows of weight `weight[i]` that hold the value `value[i]`, ascending by value. */
export interface Deck {
  readonly domains: number;
  readonly values: number;
  readonly value: Int32Array;
  readonly count: Float64Array;
  readonly weight: Float64Array;
  /** [D] rows that each domain takes. */
  readonly places: Float64Array;
  /** Most cells that a deal can have. */
  readonly capacity: number;
}

/**
 * The deck of a pooled feature. The weights of an id's rows are known by their mean and variance; the deck gives them a few values with these
 * moments. Ids without weight stay undealt: they only fill the places that the others leave.
 */
export function makeDeck(pooled: Pooled): Deck {
  const values = pooled.units.length;
  const domains = pooled.places.filter((places) => places > 0).length;
  const value: number[] = [];
  const count: number[] = [];
  const weight: number[] = [];
  let capacity = 0;
  for (let v = 0; v < values; v++) {
    const n = pooled.units[v];
    const mean = pooled.sum[v] / n;
    if (!(n > 0 && mean > 0)) continue;
    capacity += Math.min(n, pooled.places.length);
    const rows = pseudoWeights(n, mean, Math.max(0, pooled.squares[v] / n / mean ** 2 - 1), domains);
    for (let i = 0; i < rows.count.length; i++) {
      value.push(v);
      count.push(rows.count[i]);
      weight.push(rows.weight[i]);
    }
  }
  return {
    domains: pooled.places.length,
    values,
    value: Int32Array.from(value),
    count: Float64Array.from(count),
    weight: Float64Array.from(weight),
    places: pooled.places,
    capacity,
  };
}

/** Returns a function that deals the deck once and gives the masses; the table is reused by the next deal. */
export function dealer(deck: Deck, rng: Rng): () => MassTable {
  const { domains, values, value, count, weight } = deck;
  const offsets = new Int32Array(values + 1);
  const domain = new Int32Array(deck.capacity);
  const mass = new Float64Array(deck.capacity);
  const totals = new Float64Array(domains);
  const sums = new Float64Array(domains);
  const all = deck.places.reduce((sum, n) => sum + n, 0);
  return () => {
    const places = deck.places.slice();
    let left = all;
    let cells = 0;
    totals.fill(0);
    for (let v = 0, i = 0; v < values; v++) {
      for (; i < value.length && value[i] === v; i++) {
        left = splitRows(count[i], weight[i], places, left, sums, rng);
      }
      for (let d = 0; d < domains; d++) {
        if (sums[d] === 0) continue;
        domain[cells] = d;
        mass[cells] = sums[d];
        totals[d] += sums[d];
        sums[d] = 0;
        cells++;
      }
      offsets[v + 1] = cells;
    }
    return { domains, values, offsets, domain, mass, totals };
  };
}
