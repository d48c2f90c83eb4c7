import { normalQuantile } from "./normal.ts";

/** Rows of one id: `count[i]` of them have the weight `weight[i]`. */
export interface PseudoWeights {
  readonly count: readonly number[];
  readonly weight: readonly number[];
}

const twoWeightsUpTo = 16;
const rounds = 6;
// Weights that vary less than this (coefficient of variation 1e-3) count as equal.
const evenBelow = 1e-6;
const cachedUpTo = 64;
// By n and the most rows of a class.
const cache = new Map<number, { readonly count: readonly number[]; readonly deviate: readonly number[] }>();

/**
 * Positive weights for n rows with a given mean and squared coefficient of variation `spread`, at most n - 1: the quantiles of a log-normal
 * law, which attributions resemble. Rows of the body of the law share weights, no more of them than a domain has on average: were they
 * more, domains of few rows would be too much alike. The largest stand alone, because a domain that holds one of them is told by it. Two rows get their own weights
 * back, whatever the law. @param domains that the rows are dealt to
 */
export function pseudoWeights(n: number, mean: number, spread: number, domains: number): PseudoWeights {
  if (n === 1 || spread < evenBelow) return { count: [n], weight: [mean] };
  if (n <= twoWeightsUpTo) return twoWeights(n, mean, Math.min(spread, n - 1));
  const { count, deviate } = classesOf(n, Math.max(1, Math.floor(n / domains)));
  const target = Math.log1p(Math.min(spread, n - 1));
  let sigma = Math.sqrt(target);
  for (let round = 0; round < rounds; round++) sigma *= Math.sqrt(target / Math.log1p(spreadAt(sigma, count, deviate)));
  const raw = deviate.map((z) => Math.exp(sigma * (z - deviate[0])));
  const scale = (n * mean) / raw.reduce((sum, w, i) => sum + count[i] * w, 0);
  return { count, weight: raw.map((w) => w * scale) };
}

function twoWeights(n: number, mean: number, spread: number): PseudoWeights {
  const high = Math.max(1, Math.min(Math.floor(n / (1 + spread)), Math.floor(n / 2)));
  const odds = Math.sqrt(high / (n - high));
  const cv = Math.sqrt(spread);
  return { count: [n - high, high], weight: [mean * Math.max(0, 1 - cv * odds), mean * (1 + cv / odds)] };
}

/** Classes from the largest weight down: 1, 1, 4, 16, 64 … rows, `most` at most, and the rest; each at its middle quantile. */
function classesOf(
  n: number,
  most: number,
): { readonly count: readonly number[]; readonly deviate: readonly number[] } {
  const key = n * (cachedUpTo + 1) + most;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const count: number[] = [];
  for (let left = n, size = 1; left > 0; left -= count.at(-1) ?? 0) {
    if (count.length > 1) size = Math.min(4 * size, most);
    count.push(left < 2 * size ? left : size);
  }
  let above = 0;
  const deviate = count.map((rows) => {
    above += rows;
    return normalQuantile(1 - (above - rows / 2) / n);
  });
  const classes = { count, deviate };
  if (n <= cachedUpTo) cache.set(key, classes);
  return classes;
}

function spreadAt(sigma: number, count: readonly number[], deviate: readonly number[]): number {
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count.length; i++) {
    const w = Math.exp(sigma * (deviate[i] - deviate[0]));
    n += count[i];
    sum += count[i] * w;
    squares += count[i] * w * w;
  }
  return (n * squares) / (sum * sum) - 1;
}
