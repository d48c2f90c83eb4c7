/** The first name that SQL cannot tell from one before it, which may differ in case; undefined where there is none. */
export function nameTwice(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => {
    const key = name.toLowerCase();
    return seen.has(key) || !seen.add(key);
  });
}
