/** The mean over the users for whom a metric is defined; null if there is none. */
export function meanOverUsers(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
