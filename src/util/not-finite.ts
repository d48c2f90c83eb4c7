/** Index of the first number that is NaN or infinite, -1 where there is none. A loop: `findIndex` takes ten times as long for a table of millions. */
export function indexOfNotFinite(values: Float32Array): number {
  // Nothing finite differs from itself.
  for (let i = 0; i < values.length; i++) if (values[i] - values[i] !== 0) return i;
  return -1;
}
