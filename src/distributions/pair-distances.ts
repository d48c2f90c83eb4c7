import { clipDivergence, jsTerm } from "./js-divergence.ts";
import type { MassTable } from "./mass-table.ts";

/** Share of a table, as 1 over it, below which its cells are fewer than all values of all domains are worth looking at. */
const sparseness = 8;

/** Distances of all pairs of D domains, [D * D] row-major, symmetric, 0 on the diagonal and where a domain has no mass. */
export type PairMatrix = Float64Array;

/**
 * JS divergence of every pair of domains in nats (DSFM, Eq. 7), in one pass over the values. A value that one domain of a pair lacks
 * adds p ln 2 / 2, so only the pairs that share a value need a division.
 */
export function jsPairs(table: MassTable): PairMatrix {
  const { domains, offsets, domain, mass, totals } = table;
  const pairs = new Float64Array(domains * domains);
  const p = new Float64Array(domains);
  for (let v = 0; v < table.values; v++) {
    const from = offsets[v];
    const to = offsets[v + 1];
    for (let c = from; c < to; c++) p[domain[c]] = mass[c] / totals[domain[c]];
    for (let c = from; c < to; c++) {
      const k = domain[c];
      // A cell without mass is none: the other side of the pair adds what it has alone.
      if (p[k] === 0) continue;
      const alone = 0.5 * Math.LN2 * p[k];
      for (let other = 0; other < domains; other++) {
        if (p[other] === 0) pairs[k * domains + other] += alone;
        else if (other > k) pairs[k * domains + other] += jsTerm(p[k], p[other]);
      }
    }
    for (let c = from; c < to; c++) p[domain[c]] = 0;
  }
  return symmetric(pairs, table, clipDivergence);
}

/**
 * Wasserstein-1 distance of every pair of domains (DSFM, Eq. 8) in the unit of `support` [V], ascending, in one pass: each domain's
 * distribution function is carried along, and each gap of the support adds to every pair.
 */
export function wassersteinPairs(table: MassTable, support: ArrayLike<number>): PairMatrix {
  const { domains, offsets, domain, mass, totals } = table;
  if (sparseness * offsets[table.values] < table.values * domains) return sparsePairs(table, support);
  const pairs = new Float64Array(domains * domains);
  const below = new Float64Array(domains);
  for (let v = 0; v + 1 < table.values; v++) {
    for (let c = offsets[v]; c < offsets[v + 1]; c++) below[domain[c]] += mass[c] / totals[domain[c]];
    const gap = support[v + 1] - support[v];
    for (let k = 0; k < domains; k++) {
      for (let other = k + 1; other < domains; other++) {
        pairs[k * domains + other] += Math.abs(below[k] - below[other]) * gap;
      }
    }
  }
  return symmetric(pairs, table, (distance) => distance);
}

/** As `wassersteinPairs`, for domains that each hold few of the values: a pair is looked at only where one of the two has mass. */
function sparsePairs(table: MassTable, support: ArrayLike<number>): PairMatrix {
  const steps = stepsOf(table, support);
  const pairs = new Float64Array(table.domains ** 2);
  for (let k = 0; k < table.domains; k++) {
    for (let other = k + 1; other < table.domains; other++) {
      pairs[k * table.domains + other] = areaBetween(steps[k], steps[other]);
    }
  }
  return symmetric(pairs, table, (distance) => distance);
}

/** A distribution function: `through` at and after each of the points `at`, ascending. */
interface Steps {
  readonly at: readonly number[];
  readonly through: readonly number[];
}

function stepsOf({ domains, values, offsets, domain, mass, totals }: MassTable, support: ArrayLike<number>): Steps[] {
  const steps = Array.from({ length: domains }, () => ({ at: [] as number[], through: [] as number[] })); // never[] else
  const below = new Float64Array(domains);
  for (let v = 0; v < values; v++) {
    for (let c = offsets[v]; c < offsets[v + 1]; c++) {
      const d = domain[c];
      below[d] += mass[c] / totals[d];
      steps[d].at.push(support[v]);
      steps[d].through.push(below[d]);
    }
  }
  return steps;
}

function areaBetween(p: Steps, q: Steps): number {
  let [i, j, area, from] = [0, 0, 0, 0];
  let [first, second] = [0, 0];
  while (i < p.at.length || j < q.at.length) {
    const next = Math.min(p.at[i] ?? Infinity, q.at[j] ?? Infinity);
    // Before the first point, and behind the last, both are equal.
    if (i + j > 0) area += Math.abs(first - second) * (next - from);
    if (p.at[i] === next) first = p.through[i++];
    if (q.at[j] === next) second = q.through[j++];
    from = next;
  }
  return area;
}

/** Adds the two triangles up, so that both hold the distance; pairs with a domain without mass become 0. */
function symmetric(pairs: Float64Array, table: MassTable, finish: (distance: number) => number): PairMatrix {
  const { domains, totals } = table;
  for (let k = 0; k < domains; k++) {
    pairs[k * domains + k] = 0;
    for (let other = k + 1; other < domains; other++) {
      const defined = totals[k] > 0 && totals[other] > 0;
      const distance = defined ? finish(pairs[k * domains + other] + pairs[other * domains + k]) : 0;
      pairs[k * domains + other] = distance;
      pairs[other * domains + k] = distance;
    }
  }
  return pairs;
}
