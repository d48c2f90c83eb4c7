import type { Rng } from "../../util/rng.ts";
import { normalQuantile } from "./normal.ts";

/** Of the number of `quantiles`. */
export const tableBits = 14;
const inversionBelow = 20;
export const quantiles = normalTable();
/** Logarithms of n!. */
export const factorials = logFactorialTable();

/**
 * A hypergeometric count: how many of `marked` items are among `draws` taken without replacement out of `total`. Exact by inversion
 * while the mean (or that of the complement) is below 20, else the rounded normal with the exact mean and variance.
 */
export function hypergeometric(total: number, marked: number, draws: number, rng: Rng): number {
  if (2 * marked > total) return draws - hypergeometric(total, total - marked, draws, rng);
  if (2 * draws > total) return marked - hypergeometric(total, marked, total - draws, rng);
  if (marked === 0 || draws === 0) return 0;
  const mean = (draws * marked) / total;
  if (mean < inversionBelow) return byInversion(total, marked, draws, rng);
  const variance = (mean * (1 - marked / total) * (total - draws)) / (total - 1);
  const count = Math.round(mean + Math.sqrt(variance) * quantiles[rng.uint32() >>> (32 - tableBits)]);
  return Math.min(Math.max(count, 0), marked, draws);
}

function byInversion(total: number, marked: number, draws: number, rng: Rng): number {
  const rest = total - marked - draws;
  let probability = Math.exp(logNone(total, Math.max(marked, draws), Math.min(marked, draws)));
  const most = Math.min(marked, draws);
  let left = rng.uniform();
  let count = 0;
  while (left >= probability && count < most) {
    left -= probability;
    probability *= ((marked - count) * (draws - count)) / ((count + 1) * (rest + count + 1));
    count++;
  }
  return count;
}

/** Logarithm of the probability that no marked item is drawn: a ratio of falling factorials, expanded about their middle when large. */
function logNone(total: number, marked: number, draws: number): number {
  const rest = total - marked;
  if (total < factorials.length) {
    return factorials[rest] - factorials[rest - draws] - factorials[total] + factorials[total - draws];
  }
  const above = total - (draws - 1) / 2;
  const below = rest - (draws - 1) / 2;
  const curve = (draws * (draws * draws - 1)) / 24;
  return draws * Math.log(below / above) - curve * (1 / (below * below) - 1 / (above * above));
}

function logFactorialTable(): Float64Array {
  const table = new Float64Array(8192);
  for (let n = 2; n < table.length; n++) table[n] = table[n - 1] + Math.log(n);
  return table;
}

/** Equally likely normal deviates of variance 1: one table look-up instead of a logarithm and a sine. */
function normalTable(): Float64Array {
  const size = 1 << tableBits;
  const table = Float64Array.from({ length: size }, (_, i) => normalQuantile((i + 0.5) / size));
  let squares = 0;
  for (const z of table) squares += z * z;
  return table.map((z) => z / Math.sqrt(squares / size));
}
