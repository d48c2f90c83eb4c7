const tops = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The least round number that is not below `value`, as the end of an axis; 1 when there is nothing to show. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const top = tops.find((one) => one * power >= value * (1 - 1e-9)) ?? 10;
  return Number((top * power).toPrecision(12));
}
