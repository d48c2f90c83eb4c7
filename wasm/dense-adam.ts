// Gradients of dense parameters, summed over shards, and Adam on the parameters: what src/training/dense-arrays.ts asks for. Arguments that end in nothing
// else are addresses in bytes.

import { stepOne, stepPair } from "./adam/step";

/** sum[i] += values[i], in float32. */
export function add(sum: usize, values: usize, count: i32): void {
  const bytes = (<usize>count) << 2;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(sum + i, f32x4.add(v128.load(sum + i), v128.load(values + i)));
  for (; i < bytes; i += 4) store<f32>(sum + i, load<f32>(sum + i) + load<f32>(values + i));
}

/** The sum of squares, in float64, in the order of the values. */
export function squares(values: usize, count: i32): f64 {
  let sum: f64 = 0;
  for (let i: i32 = 0; i < count; i++) {
    const value = <f64>load<f32>(values + ((<usize>i) << 2));
    sum += value * value;
  }
  return sum;
}

/** One step of Adam on each parameter. @param factor of the gradients */
export function adam(
  values: usize,
  m: usize,
  v: usize,
  gradients: usize,
  count: i32,
  factor: f64,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
): void {
  const bytes = (<usize>count) << 2;
  let i: usize = 0;
  for (; i + 8 <= bytes; i += 8) {
    stepPair(values + i, m + i, v + i, gradients + i, factor, 0, rate, beta1, beta2, epsilon);
  }
  if (i < bytes) stepOne(values + i, m + i, v + i, gradients + i, factor, 0, rate, beta1, beta2, epsilon);
}
