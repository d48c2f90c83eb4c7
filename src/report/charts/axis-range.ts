const steps = [1, 2, 2.5, 5, 10];

/** Ends of a value axis and the distance of its labels. */
export interface AxisRange {
  readonly min: number;
  readonly max: number;
  readonly interval: number;
}

/**
 * A round axis around some values, with two to six intervals; the least value keeps a distance from the lower end, so that a bar that begins there
 * is seen. @param values at least one, else 0 to 1
 */
export function axisRange(values: readonly number[]): AxisRange {
  if (values.length === 0) return { min: 0, max: 1, interval: 0.5 };
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const span = Math.max(most - least, Math.abs(most) * 1e-3, 1e-9);
  const raw = span / 2.5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const interval = round((steps.find((step) => step * power >= raw * (1 - 1e-9)) ?? 10) * power);
  const min = Math.floor((least - 0.3 * span) / interval) * interval;
  const max = Math.ceil((most + 0.05 * span) / interval) * interval;
  return { min: round(min), max: round(max), interval };
}

/** Without the dust of binary fractions, which labels would show. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}
