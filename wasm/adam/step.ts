// One step of Adam on float32 numbers, in float64 until they are stored. The gradient of a number is factor · what lies at `gradient` + l2 · the number.

/** Of two numbers. */
export function stepPair(
  w: usize,
  m: usize,
  v: usize,
  gradient: usize,
  factor: f64,
  l2: f64,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
): void {
  const weight = f64x2.promote_low_f32x4(v128.load64_zero(w));
  const m0 = f64x2.promote_low_f32x4(v128.load64_zero(m));
  const v0 = f64x2.promote_low_f32x4(v128.load64_zero(v));
  const scaled = f64x2.mul(f64x2.splat(factor), f64x2.promote_low_f32x4(v128.load64_zero(gradient)));
  const g = f64x2.add(scaled, f64x2.mul(f64x2.splat(l2), weight));
  const m1 = f64x2.add(m0, f64x2.mul(f64x2.splat(1 - beta1), f64x2.sub(g, m0)));
  const v1 = f64x2.add(v0, f64x2.mul(f64x2.splat(1 - beta2), f64x2.sub(f64x2.mul(g, g), v0)));
  const change = f64x2.div(f64x2.mul(f64x2.splat(rate), m1), f64x2.add(f64x2.sqrt(v1), f64x2.splat(epsilon)));
  v128.store64_lane(m, f32x4.demote_f64x2_zero(m1), 0);
  v128.store64_lane(v, f32x4.demote_f64x2_zero(v1), 0);
  v128.store64_lane(w, f32x4.demote_f64x2_zero(f64x2.sub(weight, change)), 0);
}

/** Of one number. */
export function stepOne(
  w: usize,
  m: usize,
  v: usize,
  gradient: usize,
  factor: f64,
  l2: f64,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
): void {
  const weight = <f64>load<f32>(w);
  const m0 = <f64>load<f32>(m);
  const v0 = <f64>load<f32>(v);
  const g = factor * <f64>load<f32>(gradient) + l2 * weight;
  const m1 = m0 + (1 - beta1) * (g - m0);
  const v1 = v0 + (1 - beta2) * (g * g - v0);
  store<f32>(m, <f32>m1);
  store<f32>(v, <f32>v1);
  store<f32>(w, <f32>(weight - (rate * m1) / (Math.sqrt(v1) + epsilon)));
}
