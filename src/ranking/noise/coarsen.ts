import type { Pooled } from "./pooled.ts";

/** A pooled numeric feature on ascending `points` [V]. */
export interface PooledPoints {
  readonly pooled: Pooled;
  readonly points: Float64Array;
}

/**
 * Merges neighbouring points of a numeric support until each has at least one unit and about `limit` are left. The noise of a
 * Wasserstein distance is an integral of sqrt(F (1 - F)) over the axis; points merge while they span less than 1/limit of it, so far
 * outliers stay apart. A merged point stands at the mean of its effect.
 */
export function coarsen(pooled: Pooled, points: ArrayLike<number>, limit: number): PooledPoints {
  const groups = groupPoints(pooled, points, limit);
  const size = (groups.at(-1) ?? -1) + 1;
  const units = new Float64Array(size);
  const sum = new Float64Array(size);
  const squares = new Float64Array(size);
  const moment = new Float64Array(size);
  const plainMoment = new Float64Array(size);
  for (let v = 0; v < groups.length; v++) {
    const g = groups[v];
    units[g] += pooled.units[v];
    sum[g] += pooled.sum[v];
    squares[g] += pooled.squares[v];
    moment[g] += pooled.sum[v] * points[v];
    plainMoment[g] += pooled.units[v] * points[v];
  }
  const at = units.map((count, g) => (sum[g] > 0 ? moment[g] / sum[g] : plainMoment[g] / count));
  return { pooled: { ...pooled, units: wholeUnits(units), sum, squares }, points: at };
}

function groupPoints(pooled: Pooled, points: ArrayLike<number>, limit: number): Int32Array {
  const spans = noiseSpans(pooled, points);
  const most = spans.reduce((all, span) => all + span, 0) / limit;
  const groups = new Int32Array(points.length);
  let group = 0;
  let span = 0;
  let held = 0;
  let left = pooled.units.reduce((all, n) => all + n, 0);
  for (let v = 0; v < points.length; v++) {
    if (held >= 1 && left >= 1 && (span + spans[v] > most || points.length <= limit)) {
      group++;
      span = 0;
      held = 0;
    } else span += spans[v];
    groups[v] = group;
    held += pooled.units[v];
    left -= pooled.units[v];
  }
  return groups;
}

/** [V] what the gap before each point adds to the integral of sqrt(F (1 - F)). */
function noiseSpans(pooled: Pooled, points: ArrayLike<number>): Float64Array {
  const total = pooled.sum.reduce((all, s) => all + s, 0);
  const spans = new Float64Array(points.length);
  let below = 0;
  for (let v = 1; v < points.length; v++) {
    below += pooled.sum[v - 1] / total;
    spans[v] = Math.sqrt(Math.max(0, below * (1 - below))) * (points[v] - points[v - 1]);
  }
  return spans;
}

/** Rounds running totals, so that the sum is kept and a group of one unit or more keeps one. */
function wholeUnits(units: Float64Array): Float64Array {
  let before = 0;
  let given = 0;
  return units.map((count) => {
    before += count;
    const part = Math.round(before) - given;
    given += part;
    return part;
  });
}
