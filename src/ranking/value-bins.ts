/** Bins of a numeric feature for a picture. */
export interface ValueBins {
  readonly labels: string[];
  /** Ascending, one more than labels; a bin holds its lower edge, the last one both. */
  readonly edges: number[];
  /** [V] bin of each point. */
  readonly binOf: Int32Array;
}

const tailShare = 0.01;
const innerBins = 20;
/** The least width of bins, as a share of their values: narrower ones have the same edges in 12 digits. */
const leastWidth = 1e-11;
/** Significant digits of labels, and more where rounding would move a number by more than this share of what lies between it and the next one. */
const usualDigits = 6;
const roundingShare = 0.01;
/** So many tell all numbers apart. */
const allDigits = 17;

/**
 * A bin for every point when there are at most `limit`, else bins of one round width between the 1st and 99th percentile, whose outer
 * ones reach to the extremes; between the extremes where the percentiles are too close, and one bin where these are as well. @param points [V] ascending @param weights [V] how much each counts in the percentiles
 */
export function valueBins(points: ArrayLike<number>, weights: ArrayLike<number>, limit: number): ValueBins {
  const edges = points.length <= limit ? edgesBetween(points) : roundEdges(points, weights);
  const last = edges.length - 2;
  const binOf = new Int32Array(points.length);
  for (let v = 0, bin = 0; v < points.length; v++) {
    while (bin < last && points[v] >= edges[bin + 1]) bin++;
    binOf[v] = bin;
  }
  if (points.length <= limit) return { labels: shortTexts(points), edges, binOf };
  const ends = shortTexts(edges);
  const labels = Array.from({ length: last + 1 }, (_, bin) => {
    return `[${ends[bin]}, ${ends[bin + 1]}${bin === last ? "]" : ")"}`;
  });
  return { labels, edges, binOf };
}

function edgesBetween(points: ArrayLike<number>): number[] {
  const middles = Array.from({ length: points.length - 1 }, (_, v) => points[v] + (points[v + 1] - points[v]) / 2);
  return [points[0], ...middles, points[points.length - 1]];
}

function roundEdges(points: ArrayLike<number>, weights: ArrayLike<number>): number[] {
  const least = points[0];
  const most = points[points.length - 1];
  const low = percentile(points, weights, tailShare);
  const high = percentile(points, weights, 1 - tailShare);
  const round = roundNumbers(low, high) ?? roundNumbers(least, most) ?? [];
  return [least, ...round.filter((edge) => edge > least && edge < most), most];
}

/** About 20 round numbers between the two, ascending; undefined where these are too close. */
function roundNumbers(low: number, high: number): number[] | undefined {
  const step = roundStep((high - low) / innerBins);
  if (!(step > leastWidth * Math.max(Math.abs(low), Math.abs(high)))) return undefined;
  const found: number[] = [];
  for (let k = Math.floor(low / step); k * step <= high; k++) found.push(Number((k * step).toPrecision(12)));
  return found;
}

function percentile(points: ArrayLike<number>, weights: ArrayLike<number>, share: number): number {
  let total = 0;
  for (let v = 0; v < points.length; v++) total += weights[v];
  let before = 0;
  for (let v = 0; v < points.length; v++) {
    before += weights[v];
    if (before >= share * total) return points[v];
  }
  return points[points.length - 1];
}

/** The least of 1, 2, 5 times a power of ten that is not below `width`. */
function roundStep(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= width * (1 - 1e-9)) ?? 10 * power;
}

/** Ascending numbers as texts that leave each where it is among the others. */
function shortTexts(numbers: ArrayLike<number>): string[] {
  return Array.from(numbers, (value, i) => {
    const gaps = [value - numbers[i - 1], numbers[i + 1] - value].filter((gap) => gap > 0);
    return short(value, roundingShare * Math.min(...gaps));
  });
}

/** In as few digits, from the usual ones on, as move it by no more than `most`. */
function short(value: number, most: number): string {
  let digits = usualDigits;
  while (digits < allDigits && Math.abs(Number(value.toPrecision(digits)) - value) > most) digits++;
  return String(Number(value.toPrecision(digits)));
}
