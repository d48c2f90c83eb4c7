const seriesBelow = 0.1;

/**
 * Jensen-Shannon divergence of two distributions over the same values, in nats (DSFM, Eq. 7): 0 for equal ones, ln 2 for disjoint ones.
 * `p` and `q` [V] each sum to 1; 0 log 0 is 0.
 */
export function jsDivergence(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0;
  for (let v = 0; v < p.length; v++) sum += jsTerm(p[v], q[v]);
  return clipDivergence(sum);
}

/**
 * What one value adds to the divergence: (p ln(2p / (p + q)) + q ln(2q / (p + q))) / 2, never negative. Near p = q the logarithms would
 * cancel, so a power series in (p - q) / (p + q) takes over, which is exact to rounding there and needs no logarithm.
 */
export function jsTerm(p: number, q: number): number {
  const sum = p + q;
  if (sum === 0) return 0;
  const d = (p - q) / sum;
  if (d < -seriesBelow || d > seriesBelow) return 0.5 * (entropyTerm(p, sum) + entropyTerm(q, sum));
  const x = d * d;
  const tail = 1 / 56 + x * (1 / 90 + x * (1 / 132 + x * (1 / 182 + x * (1 / 240))));
  return 0.5 * sum * x * (1 / 2 + x * (1 / 12 + x * (1 / 30 + x * tail)));
}

/** What rounding may do to a divergence, which is a sum of as many terms as there are values. */
const rounding = 1e-9;

/** A divergence that rounding has put outside 0 … ln 2, put back. Errors: RangeError for one that rounding does not explain. */
export function clipDivergence(divergence: number): number {
  if (!(divergence >= -rounding && divergence <= Math.LN2 + rounding)) {
    throw new RangeError(
      `a JS divergence of ${divergence}: the distributions do not sum to 1, or a mass is not a number`,
    );
  }
  return Math.min(Math.max(divergence, 0), Math.LN2);
}

function entropyTerm(p: number, sum: number): number {
  return p === 0 ? 0 : p * Math.log((2 * p) / sum);
}
