/** An action that is loaded when its command is called: what the command line says of itself waits for no library. */
export function whenCalled<Args extends readonly unknown[]>(
  load: () => Promise<(...args: Args) => Promise<void>>,
): (...args: Args) => Promise<void> {
  return async (...args) => (await load())(...args);
}
