/** Weights and biases of dense layers, such as [152, 128, 64, 32, 1]: Σ (in + 1) out. */
export function layerParameters(sizes: readonly number[]): number {
  return sizes.slice(1).reduce((sum, units, l) => sum + (sizes[l] + 1) * units, 0);
}
