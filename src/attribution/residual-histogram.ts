/** Bins are 2^-7 wide relative to their lower edge: the sign, exponent and first 7 bits of the fraction of a float64. */
const fractionShift = 13;
const bins = 2 ** (32 - 1 - fractionShift);

/** Counts of |residual|, from which percentiles come as upper bin edges; integer counts, so that the order of rows does not matter. */
export class ResidualHistogram {
  rows = 0;
  max = 0;
  readonly #counts = new Float64Array(bins);
  readonly #value = new Float64Array(1);
  readonly #words = new Uint32Array(this.#value.buffer);

  add(residual: number): void {
    const size = Math.abs(residual);
    this.#value[0] = size;
    // Little-endian: the second word holds sign, exponent and the high part of the fraction.
    this.#counts[this.#words[1] >>> fractionShift]++;
    this.rows++;
    if (size > this.max) this.max = size;
  }

  /** The least upper edge of a bin with at least `share` of the rows at or below it; at most the maximum. */
  percentile(share: number): number {
    let through = 0;
    for (let bin = 0; bin < bins; bin++) {
      through += this.#counts[bin];
      if (through >= share * this.rows) return Math.min(this.#upperEdge(bin), this.max);
    }
    return this.max;
  }

  #upperEdge(bin: number): number {
    this.#words[0] = 0;
    this.#words[1] = (bin + 1) << fractionShift;
    return this.#value[0];
  }
}
