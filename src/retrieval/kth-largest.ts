/**
 * The value that `k` - 1 others of the first `length` are not below: quickselect, in time proportional to `length`. Reorders the values;
 * they hold no NaN, and 1 ≤ k ≤ length.
 */
export function kthLargest(values: Float32Array | Float64Array, length: number, k: number): number {
  let [low, high] = [0, length - 1];
  const wanted = k - 1;
  while (low < high) {
    const pivot = middleOf(values[low], values[(low + high) >> 1], values[high]);
    let [left, right] = [low, high];
    while (left <= right) {
      while (values[left] > pivot) left++;
      while (values[right] < pivot) right--;
      if (left > right) break;
      const held = values[left];
      values[left++] = values[right];
      values[right--] = held;
    }
    // Between the two lie only values equal to the pivot.
    if (wanted > right && wanted < left) return pivot;
    if (wanted <= right) high = right;
    else low = left;
  }
  return values[wanted];
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
