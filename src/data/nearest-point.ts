/** Position of the point nearest to `value`, the lower one of two as near; -1 without points. @param points ascending */
export function nearestPoint(points: Float64Array, value: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle] < value) low = middle + 1;
    else high = middle;
  }
  if (low === points.length) return points.length - 1;
  return low > 0 && value - points[low - 1] <= points[low] - value ? low - 1 : low;
}
