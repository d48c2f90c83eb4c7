/** A seeded stream of random numbers; the only source of randomness in the project. */
export interface Rng {
  /** Uniform 32-bit unsigned integer. */
  uint32(): number;
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
}

/**
 * xoshiro128** (Blackman and Vigna, 2018), seeded through splitmix32 from `seed` and the bytes of `purpose`, so that two
 * uses of one seed do not share a stream.
 */
export function createRng(seed: number, purpose: string): Rng {
  let [a, b, c, d] = seedState(seed, purpose);
  let spare: number | undefined;

  const uint32 = (): number => {
    const r = Math.imul(b, 5);
    const result = Math.imul((r << 7) | (r >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const uniform = (): number => uint32() / 4294967296;
  return {
    uint32,
    uniform,
    below: (bound) => Math.floor(uniform() * bound),
    normal: () => {
      if (spare !== undefined) {
        const kept = spare;
        spare = undefined;
        return kept;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}

/** The four words that the stream of a seed and a purpose begins with. */
export function seedState(seed: number, purpose: string): [number, number, number, number] {
  let mixer = seed >>> 0;
  for (let i = 0; i < purpose.length; i++) mixer = Math.imul(mixer ^ purpose.charCodeAt(i), 0x01000193) >>> 0;
  const next = (): number => {
    mixer = (mixer + 0x9e3779b9) >>> 0;
    let z = mixer;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  return [next(), next(), next(), next()];
}

/** Fisher–Yates, in place. */
export function shuffle(items: Int32Array | Uint32Array | unknown[], rng: Rng): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = rng.below(i + 1);
    const held = items[i];
    items[i] = items[j];
    items[j] = held;
  }
}
