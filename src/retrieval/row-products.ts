import type { Vectors } from "./types.ts";

/**
 * Inner products of `vector` with `count` rows from `first` on, in float64, each summed from the first element to the last, written to `out`
 * from `at` on.
 */
export function rowProducts(
  vector: Float64Array,
  { values, size }: Vectors,
  [first, count]: readonly [number, number],
  out: Float64Array,
  at: number,
): void {
  let row = 0;
  for (; row + 4 <= count; row += 4) fourProducts(vector, values, (first + row) * size, out, at + row);
  for (; row < count; row++) {
    let sum = 0;
    for (let h = 0; h < size; h++) sum += vector[h] * values[(first + row) * size + h];
    out[at + row] = sum;
  }
}

/** Four rows at a time: a single sum would wait for each of its additions. */
function fourProducts(vector: Float64Array, values: Float32Array, offset: number, out: Float64Array, at: number): void {
  const size = vector.length;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let h = 0, n = offset; h < size; h++, n++) {
    const element = vector[h];
    a += element * values[n];
    b += element * values[n + size];
    c += element * values[n + 2 * size];
    d += element * values[n + 3 * size];
  }
  out[at] = a;
  out[at + 1] = b;
  out[at + 2] = c;
  out[at + 3] = d;
}
