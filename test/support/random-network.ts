import type { FrozenMlp } from "../../src/attribution/network.ts";
import { createRng } from "../../src/util/rng.ts";

/** A seeded network over features of the given embedding sizes with one logit at the end. */
export function randomNetwork(sizes: readonly number[], hidden: readonly number[], seed: number): FrozenMlp {
  const rng = createRng(seed, "random network");
  const widths = [sizes.reduce((sum, size) => sum + size, 0), ...hidden, 1];
  const layers = widths.slice(1).map((outputs, l) => ({
    inputs: widths[l],
    outputs,
    kernel: Float32Array.from({ length: widths[l] * outputs }, () => rng.normal() * Math.sqrt(2 / widths[l])),
    bias: Float32Array.from({ length: outputs }, () => rng.normal() * 0.2),
  }));
  return { sizes, layers };
}

/** Seeded inputs [B, K]. */
export function randomInputs(network: FrozenMlp, rows: number, seed: number): Float32Array {
  const rng = createRng(seed, "random inputs");
  return Float32Array.from({ length: rows * network.layers[0].inputs }, () => rng.normal());
}
