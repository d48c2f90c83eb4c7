const toUniform = 2 ** -32;

/** Below it, a word is drawn so near to 1 that the logarithm loses digits by the table. */
const leastWord = 2 ** 22;

/** By the eight bits behind the first one of a number in [1, 2): about its inverse, and the logarithm of that. */
const inverses = Float64Array.from({ length: 256 }, (_, i) => 256 / (256 + i + 0.5));
const inverseLogs = inverses.map(Math.log);
/** By the zeros before the first bit of a 32-bit number: what makes it a number in [1, 2), and the logarithm of that. */
const scales = Float64Array.from({ length: 32 }, (_, zeros) => 2 ** (zeros - 31));
const scaleLogs = Float64Array.from({ length: 32 }, (_, zeros) => (zeros + 1) * Math.LN2);

/** By the first eight bits of a word: cosine and sine in the middle of the angles that begin with them. */
const middles = Float64Array.from({ length: 256 }, (_, i) => (2 * Math.PI * (i + 0.5)) / 256);
const cosines = middles.map(Math.cos);
const sines = middles.map(Math.sin);
const restToAngle = 2 * Math.PI * toUniform;

/**
 * Writes two standard normal numbers for each pair of words (Box and Muller, 1958), those of `exactNormal` but for 10^-14: logarithm, cosine and sine by tables and short
 * series, at a third of the cost.
 * @param at [pairs] the first word of each pair
 */
export function drawNormals(words: Uint32Array, at: Int32Array, pairs: number, normals: Float64Array): void {
  for (let p = 0; p < pairs; p++) {
    const word = words[at[p]];
    let halfSquare: number;
    if (word < leastWord) halfSquare = -Math.log(1 - word * toUniform);
    else {
      const left = -word >>> 0;
      const zeros = Math.clz32(left);
      const i = (left << (zeros + 1)) >>> 24;
      const r = left * scales[zeros] * inverses[i] - 1;
      const log = r * (1 - r * (1 / 2 - r * (1 / 3 - r * (1 / 4 - r * (1 / 5 - r * (1 / 6))))));
      halfSquare = scaleLogs[zeros] + inverseLogs[i] - log;
    }
    const radius = Math.sqrt(2 * halfSquare);

    const turn = words[at[p] + 1];
    const i = turn >>> 24;
    const d = ((turn & 0xffffff) - 0x800000) * restToAngle;
    const square = d * d;
    const sine = d * (1 - square * (1 / 6 - square * (1 / 120)));
    const lessCosine = square * (1 / 2 - square * (1 / 24 - square * (1 / 720)));
    normals[2 * p] = radius * (cosines[i] - (cosines[i] * lessCosine + sines[i] * sine));
    normals[2 * p + 1] = radius * (sines[i] - (sines[i] * lessCosine - cosines[i] * sine));
  }
}

/** The first or second normal number of two words as `Rng` would draw it. */
export function exactNormal(word: number, turn: number, isSecond: boolean): number {
  const radius = Math.sqrt(-2 * Math.log(1 - word * toUniform));
  const angle = 2 * Math.PI * (turn * toUniform);
  return radius * (isSecond ? Math.sin(angle) : Math.cos(angle));
}
