/** [V] cumulative shares of a Zipf law: the value of rank r, from 0, has a share in proportion to (r + 1)^-exponent. */
export function zipf(values: number, exponent: number): Float64Array {
  const cumulative = new Float64Array(values);
  let total = 0;
  for (let v = 0; v < values; v++) cumulative[v] = total += (v + 1) ** -exponent;
  return cumulative.map((sum) => sum / total);
}

/** The first rank whose cumulative share exceeds `u`. @param cumulative [V] ascending, the last one 1 */
export function rankAt(cumulative: Float64Array, u: number): number {
  let [low, high] = [0, cumulative.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle] > u) high = middle;
    else low = middle + 1;
  }
  return low;
}
