import { categories, mostElements, numbers, sequences } from "./row-layout.ts";

/** Codes of a number are below it: |value| is less than 8.192. */
export const numberCodes = 16_384;

/** Rows of the log as codes, column by column. */
export interface DrawnRows {
  /** How many are filled. */
  rows: number;
  readonly domain: Int32Array;
  readonly label: Int32Array;
  /** [categories][N] */
  readonly categories: readonly Int32Array[];
  /** [numbers][N] see `numberCode` */
  readonly numbers: readonly Int32Array[];
  readonly sequences: readonly DrawnSequence[];
}

/** The elements of all rows one after the other. */
export interface DrawnSequence {
  readonly lengths: Uint8Array;
  readonly elements: Int32Array;
  /** Elements that are filled. */
  count: number;
}

/** Room for so many rows. */
export function drawnRows(capacity: number): DrawnRows {
  return {
    rows: 0,
    domain: new Int32Array(capacity),
    label: new Int32Array(capacity),
    categories: categories.map(() => new Int32Array(capacity)),
    numbers: numbers.map(() => new Int32Array(capacity)),
    sequences: sequences.map(() => ({
      lengths: new Uint8Array(capacity),
      elements: new Int32Array(capacity * mostElements),
      count: 0,
    })),
  };
}

/** A number in thousandths, rounded as `toFixed(3)` does, as twice its size plus one for the sign; "-0.000" keeps its sign. */
export function numberCode(value: number): number {
  const size = Math.abs(value);
  // Half a thousandth up to rounding: only the exact digits tell.
  const thousandths = isNearTie(value) ? Math.round(Number(size.toFixed(3)) * 1000) : Math.floor(size * 1000 + 0.5);
  return 2 * thousandths + Number(value < 0);
}

/** Whether a number lies so near to half a thousandth that rounding in it decides which one is next. */
export function isNearTie(value: number): boolean {
  const scaled = Math.abs(value) * 1000;
  return Math.abs(scaled - Math.floor(scaled) - 0.5) < 1e-9;
}

/** The number that a code stands for. */
export function numberOf(code: number): number {
  const size = (code >> 1) / 1000;
  return code % 2 === 1 ? -size : size;
}
