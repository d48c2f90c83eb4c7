/** Every option of a model: its defaults, and what the config gives, of which its schema has checked names and values. */
export function filledOptions<T extends object>(defaults: T, given: Readonly<Record<string, unknown>>): T {
  return { ...defaults, ...given };
}
