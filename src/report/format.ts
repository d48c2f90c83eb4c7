/** What stands where there is no value. */
export const missing = "–";

/** A count with separated thousands: `1,234,567`; `–` for null. */
export function formatCount(value: number | null): string {
  if (value === null) return missing;
  return String(value).replace(/\B(?=(\d{3})+$)/gu, ",");
}

/** `5 seeds`, or `one seed`. */
export function formatSeeds(seeds: readonly number[]): string {
  return seeds.length === 1 ? "one seed" : `${seeds.length} seeds`;
}

/** A score, distance or metric: four decimals, a power of ten where they would show less than two digits; `–` for null. */
export function formatScore(value: number | null): string {
  if (value === null) return missing;
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 0.001 || size >= 1e6) return value.toExponential(1);
  return size < 100 ? value.toFixed(4) : String(Number(value.toPrecision(6)));
}

/** A number in the unit of its feature: a whole one without decimals, else as a score. */
export function formatValue(value: number | null): string {
  return value !== null && Number.isInteger(value) && Math.abs(value) < 1e9 ? formatCount(value) : formatScore(value);
}

/** A share of 1 as a percentage: `12.3 %`; two digits where it is small, `–` for null. */
export function formatShare(value: number | null): string {
  if (value === null) return missing;
  const percent = 100 * value;
  if (percent === 0 || percent >= 1) return `${percent.toFixed(1)} %`;
  return `${percent >= 0.01 ? percent.toFixed(2) : percent.toExponential(1)} %`;
}
