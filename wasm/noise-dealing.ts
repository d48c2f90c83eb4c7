// Dealing the rows of a pooled feature to domains: what src/ranking/noise/dealing.ts does in TypeScript, with the same random words and the same bits.
// Arguments that end in nothing else are addresses in bytes.

// The functions of JavaScript, so that the bits are the same; they come from a module with the name of this file.
declare function exp(x: f64): f64;
declare function log(x: f64): f64;

/** As in src/ranking/noise: rows that are dealt one by one, and the mean below which counts are drawn by inversion. */
const oneByOneUpTo: f64 = 24;
const inversionBelow: f64 = 20;

// Of the deal: the words of the generator, and the tables of src/ranking/noise/hypergeometric.ts.
let a: u32 = 0;
let b: u32 = 0;
let c: u32 = 0;
let d: u32 = 0;
let quantiles: usize = 0;
let quantileShift: u32 = 0;
let factorials: usize = 0;
let factorialCount: f64 = 0;

/** Where the tables lie, how many quantiles there are as a power of 2, and how many factorials. */
export function useTables(quantileTable: usize, quantileBits: u32, factorialTable: usize, count: i32): void {
  quantiles = quantileTable;
  quantileShift = 32 - quantileBits;
  factorials = factorialTable;
  factorialCount = <f64>count;
}

/**
 * Deals the deck once, with the generator's words at `words`, which it moves on. Returns the number of cells; `places` and `sums` [domains] are overwritten,
 * the latter are zeros before and after. @param value [cards] with their `count` and `weight` @param offsets [values + 1] of the cells' `domain` and `mass`
 */
export function deal(
  words: usize,
  domains: i32,
  values: i32,
  cards: i32,
  value: usize,
  count: usize,
  weight: usize,
  places: usize,
  rows: f64,
  sums: usize,
  offsets: usize,
  domain: usize,
  mass: usize,
  totals: usize,
): i32 {
  a = load<u32>(words);
  b = load<u32>(words, 4);
  c = load<u32>(words, 8);
  d = load<u32>(words, 12);
  memory.fill(totals, 0, (<usize>domains) << 3);
  let left = rows;
  let cells = 0;
  let card = 0;
  for (let v = 0; v < values; v++) {
    for (; card < cards && load<i32>(value + ((<usize>card) << 2)) == v; card++) {
      const at = (<usize>card) << 3;
      left = splitRows(load<f64>(count + at), load<f64>(weight + at), places, domains, left, sums);
    }
    for (let k = 0; k < domains; k++) {
      const at = (<usize>k) << 3;
      const sum = load<f64>(sums + at);
      if (sum == 0) continue;
      store<i32>(domain + ((<usize>cells) << 2), k);
      store<f64>(mass + ((<usize>cells) << 3), sum);
      store<f64>(totals + at, load<f64>(totals + at) + sum);
      store<f64>(sums + at, 0);
      cells++;
    }
    store<i32>(offsets + ((<usize>(v + 1)) << 2), cells);
  }
  store<u32>(words, a);
  store<u32>(words, b, 4);
  store<u32>(words, c, 8);
  store<u32>(words, d, 12);
  return cells;
}

/** As in src/ranking/noise/split-rows.ts. */
function splitRows(rows: f64, weight: f64, places: usize, domains: i32, left: f64, sums: usize): f64 {
  if (rows <= oneByOneUpTo) return dealOneByOne(rows, weight, places, domains, left, sums);
  let toDeal = rows;
  let open = left;
  for (let k = 0; k < domains && toDeal > 0; k++) {
    const at = (<usize>k) << 3;
    const own = load<f64>(places + at);
    const taken = hypergeometric(open, own, toDeal);
    open -= own;
    store<f64>(places + at, own - taken);
    toDeal -= taken;
    store<f64>(sums + at, load<f64>(sums + at) + taken * weight);
  }
  return left - rows;
}

function dealOneByOne(rows: f64, weight: f64, places: usize, domains: i32, left: f64, sums: usize): f64 {
  const last = places + ((<usize>(domains - 1)) << 3);
  for (let row: f64 = 0; row < rows; row++) {
    let at = uniform() * (left - row);
    let place = places;
    let own = load<f64>(place);
    while (place < last && at >= own) {
      at -= own;
      place += 8;
      own = load<f64>(place);
    }
    store<f64>(place, own - 1);
    const sum = place - places + sums;
    store<f64>(sum, load<f64>(sum) + weight);
  }
  return left - rows;
}

/** As in src/ranking/noise/hypergeometric.ts. */
function hypergeometric(total: f64, marked: f64, draws: f64): f64 {
  if (2 * marked > total) return draws - hypergeometric(total, total - marked, draws);
  if (2 * draws > total) return marked - hypergeometric(total, marked, total - draws);
  if (marked == 0 || draws == 0) return 0;
  const mean = (draws * marked) / total;
  if (mean < inversionBelow) return byInversion(total, marked, draws);
  const variance = (mean * (1 - marked / total) * (total - draws)) / (total - 1);
  const deviate = load<f64>(quantiles + ((<usize>(uint32() >>> quantileShift)) << 3));
  return min<f64>(min<f64>(max<f64>(round(mean + sqrt<f64>(variance) * deviate), 0), marked), draws);
}

function byInversion(total: f64, marked: f64, draws: f64): f64 {
  const rest = total - marked - draws;
  const most = min<f64>(marked, draws);
  let probability = exp(logNone(total, max<f64>(marked, draws), most));
  let left = uniform();
  let count: f64 = 0;
  while (left >= probability && count < most) {
    left -= probability;
    probability *= ((marked - count) * (draws - count)) / ((count + 1) * (rest + count + 1));
    count++;
  }
  return count;
}

function logNone(total: f64, marked: f64, draws: f64): f64 {
  const rest = total - marked;
  if (total < factorialCount) {
    return factorial(rest) - factorial(rest - draws) - factorial(total) + factorial(total - draws);
  }
  const above = total - (draws - 1) / 2;
  const below = rest - (draws - 1) / 2;
  const curve = (draws * (draws * draws - 1)) / 24;
  return draws * log(below / above) - curve * (1 / (below * below) - 1 / (above * above));
}

function factorial(n: f64): f64 {
  return load<f64>(factorials + ((<usize>n) << 3));
}

/** As Math.round: halves go up. */
function round(x: f64): f64 {
  const up = ceil<f64>(x);
  return up - 0.5 > x ? up - 1 : up;
}

function uniform(): f64 {
  return <f64>uint32() / 4294967296;
}

/** As in src/util/rng.ts. */
function uint32(): u32 {
  const result = rotl<u32>(b * 5, 7) * 9;
  const t = b << 9;
  c ^= a;
  d ^= b;
  b ^= c;
  a ^= d;
  c ^= t;
  d = rotl<u32>(d, 11);
  return result;
}
