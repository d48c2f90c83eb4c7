/**
 * The inner product of `left` with as many elements of `right` from `offset`, in float64. Four sums at a time, because a single one would
 * wait for each addition; the order is the same for every pair.
 */
export function innerProduct(left: Float64Array, right: Float32Array, offset: number): number {
  const size = left.length;
  const fours = size - (size % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let h = 0;
  for (; h < fours; h += 4) {
    a += left[h] * right[offset + h];
    b += left[h + 1] * right[offset + h + 1];
    c += left[h + 2] * right[offset + h + 2];
    d += left[h + 3] * right[offset + h + 3];
  }
  for (; h < size; h++) a += left[h] * right[offset + h];
  return a + b + (c + d);
}
