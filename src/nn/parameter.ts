import type { Rng } from "../util/rng.ts";

/** How a parameter starts. */
export type Initialiser = "glorot-uniform" | "he-normal" | "zeros" | "ones" | "identity";

/** A trainable tensor of a layer, by name; weights are kept outside the graph and fed to it. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initialiser: Initialiser;
}

/**
 * Starting values, row-major. Fans are the last two sizes of the shape. Glorot uniform: U(±√(6 / (fanIn + fanOut))) (Glorot and
 * Bengio, 2010); He normal: N(0, 2 / fanIn) (He et al., 2015).
 */
export function initialise(spec: ParameterSpec, rng: Rng): Float32Array {
  const size = spec.shape.reduce((product, length) => product * length, 1);
  const fanIn = spec.shape.at(-2) ?? 1;
  const fanOut = spec.shape.at(-1) ?? 1;
  switch (spec.initialiser) {
    case "zeros":
      return new Float32Array(size);
    case "ones":
      return new Float32Array(size).fill(1);
    case "identity":
      return Float32Array.from({ length: size }, (_, i) => (Math.floor(i / fanOut) % fanIn === i % fanOut ? 1 : 0));
    case "he-normal":
      return Float32Array.from({ length: size }, () => rng.normal() * Math.sqrt(2 / fanIn));
    case "glorot-uniform":
      return Float32Array.from({ length: size }, () => (2 * rng.uniform() - 1) * Math.sqrt(6 / (fanIn + fanOut)));
  }
}
