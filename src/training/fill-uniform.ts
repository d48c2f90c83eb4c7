import type { Rng } from "../util/rng.ts";

/** Uniform numbers in steps of 2^-16, two from each random word: enough to compare with a dropout rate. */
export function fillUniform(values: Float32Array, rng: Rng): Float32Array {
  for (let i = 0; i < values.length; i += 2) {
    const word = rng.uint32();
    values[i] = (word >>> 16) / 65536;
    // Beyond the end of an odd length nothing is written.
    values[i + 1] = (word & 0xffff) / 65536;
  }
  return values;
}
