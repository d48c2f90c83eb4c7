/**
 * Population standard deviation (divisor n) in two passes, the second corrected for the rounding of the mean; `counts` [V] says how often each of the `values` [V] occurs, once each
 * when left out. 0 when nothing occurs.
 */
export function populationStd(values: ArrayLike<number>, counts?: ArrayLike<number>): number {
  let n = 0;
  let sum = 0;
  for (let v = 0; v < values.length; v++) {
    const count = counts === undefined ? 1 : counts[v];
    n += count;
    sum += count * values[v];
  }
  if (n === 0) return 0;
  const mean = sum / n;
  let squares = 0;
  let drift = 0;
  for (let v = 0; v < values.length; v++) {
    const count = counts === undefined ? 1 : counts[v];
    squares += count * (values[v] - mean) ** 2;
    drift += count * (values[v] - mean);
  }
  return Math.sqrt(Math.max(0, squares - (drift * drift) / n) / n);
}
