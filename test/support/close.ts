import { expect } from "vitest";

export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** float32 with sums in another order: a few units in the last place (6e-8) of each of a few dozen terms. */
export const float32Tolerance: Tolerance = { relative: 5e-6, absolute: 2e-6 };

/** Integers and truth values: nothing rounds. */
export const exactly: Tolerance = { relative: 0, absolute: 0 };

/** Checks |actual - expected| ≤ absolute + relative · |expected| for each element, and reports the worst offenders. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative, absolute }: Tolerance = isIntegral(expected) ? exactly : float32Tolerance,
): void {
  expect(actual.length).toBe(expected.length);
  const offenders = Array.from(expected, (want, i) => ({ i, want, got: actual[i] })).filter(
    ({ want, got }) => !Object.is(want, got) && !(Math.abs(got - want) <= absolute + relative * Math.abs(want)),
  );
  expect(offenders.slice(0, 5)).toEqual([]);
}

function isIntegral(elements: ArrayLike<number>): boolean {
  return elements instanceof Int32Array || elements instanceof Uint8Array;
}
