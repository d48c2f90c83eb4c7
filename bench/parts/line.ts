/** One comparison: a line of the table. */
export interface Line {
  readonly part: string;
  readonly peer: string;
  /** Rows (or passes) per second. */
  readonly ours: number;
  /** Null where the peer is not installed. */
  readonly theirs: number | null;
  /** Ours over theirs: the median over the passes, taken in turn. */
  readonly ratio: number | null;
  /** The least ratio that is aimed at. */
  readonly goal: number;
  /** Largest difference of the results, and what it may be; a larger one is an error, and nothing is timed. */
  readonly difference: number | null;
  readonly tolerance: number;
}

/** Something that is done over and over, and says its seconds. */
export type Timed = () => Promise<number>;

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

/** How often something is measured. */
export interface Passes {
  /** At most. */
  readonly passes: number;
  /** Seconds after which three passes are enough, and in which a pass is long enough to be the only one. */
  readonly seconds: number;
}

/** Seconds of ours and of a peer, in turn; a first pass of both is not counted, unless it is long. */
export async function inTurn(
  ours: Timed,
  theirs: Timed | null,
  { passes, seconds }: Passes,
): Promise<[number[], number[]]> {
  const times: [number[], number[]] = [[], []];
  const start = performance.now();
  for (let pass = -1; pass < passes; pass++) {
    if (pass >= 3 && performance.now() - start > 1000 * seconds) break;
    const pair = [await ours(), theirs === null ? NaN : await theirs()];
    const isLong = pair.some((taken) => taken > seconds);
    if (pass >= 0 || isLong) pair.forEach((taken, side) => times[side].push(taken));
    if (isLong) break;
  }
  return times;
}

/** The line of passes over `rows` rows each. */
export function lineOf(
  fixed: Pick<Line, "part" | "peer" | "goal" | "difference" | "tolerance">,
  rows: number,
  [ours, theirs]: readonly [readonly number[], readonly number[]],
): Line {
  const installed = theirs.every((seconds) => !Number.isNaN(seconds));
  return {
    ...fixed,
    ours: rows / median(ours),
    theirs: installed ? rows / median(theirs) : null,
    ratio: installed ? median(theirs.map((seconds, pass) => seconds / ours[pass])) : null,
  };
}

/** Largest absolute difference. Throws when it is beyond the tolerance: what differs is not compared in time. */
export function agree(what: string, a: ArrayLike<number>, b: ArrayLike<number>, tolerance: number): number {
  let most = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length && i < b.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
  if (!(most <= tolerance)) throw new Error(`${what}: the results differ by ${most}, more than ${tolerance}`);
  return most;
}

/** Share of the scores that may differ by more: where a unit is next to its kink at a node of the path, rounding in float32 decides on which side. */
const atKinks = 1e-4;

/** As `agree`, but for a share of `atKinks`; the largest difference of the others. */
export function agreeButAtKinks(what: string, a: ArrayLike<number>, b: ArrayLike<number>, tolerance: number): number {
  const differences = Float64Array.from(a, (value, i) => Math.abs(value - b[i])).sort();
  const counted = differences.length - Math.floor(atKinks * differences.length);
  return agree(
    what,
    differences.subarray(0, counted),
    new Float64Array(a.length === b.length ? counted : 0),
    tolerance,
  );
}
