export interface Tolerance {
  readonly abs: number;
  readonly rel: number;
}

/**
 * The elements that differ by more than abs + rel * |want|, as texts; `abs` may be given per element. Lengths must agree. NaN is outside.
 */
export function outside(
  got: readonly number[],
  want: readonly number[],
  tolerance: Tolerance,
  absolute?: readonly number[],
): string[] {
  if (got.length !== want.length) return [`${got.length} numbers instead of ${want.length}`];
  return got.flatMap((value, i) => {
    const allowed = (absolute?.[i] ?? tolerance.abs) + tolerance.rel * Math.abs(want[i]);
    return Math.abs(value - want[i]) <= allowed ? [] : [`[${i}] got ${value}, want ${want[i]} within ${allowed}`];
  });
}
