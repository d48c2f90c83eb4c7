/** Writes a result to stdout and waits until it is out: the process may exit right after. */
export function printResult(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text.endsWith("\n") ? text : `${text}\n`, (error) => (error ? reject(error) : resolve()));
  });
}

/** Writes a value as the one JSON document on stdout. */
export function printJson(value: unknown): Promise<void> {
  return printResult(JSON.stringify(value, null, 2));
}
