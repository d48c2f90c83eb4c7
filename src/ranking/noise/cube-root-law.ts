/** A law of positive scores as a monotone function of a standard normal deviate. */
export interface ScoreLaw {
  /** The score at a deviate. */
  score(deviate: number): number;
  /** The deviate of a score. */
  deviate(score: number): number;
}

/**
 * The gamma law with this mean and deviation, both positive, by the cube root that makes it nearly normal (Wilson and Hilferty 1931). Skewed where the
 * deviation is of the mean's size, the normal law where it is much smaller.
 */
export function cubeRootLaw(mean: number, std: number): ScoreLaw {
  const shape = (mean / std) ** 2;
  const [centre, spread] = [1 - 1 / (9 * shape), 1 / (3 * Math.sqrt(shape))];
  return {
    score: (deviate) => mean * Math.max(0, centre + spread * deviate) ** 3,
    deviate: (score) => (Math.cbrt(score / mean) - centre) / spread,
  };
}
