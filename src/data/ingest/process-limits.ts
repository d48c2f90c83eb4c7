/** Exit code of a reading process that needs more memory than it may have. */
export const outOfMemory = 77;

/** Bytes that a reading process may have in memory; DuckDB's limit does not hold for all that DuckDB does, nor for what is read here. */
export function processLimit(engineBytes: number): number {
  return 1.3 * engineBytes + 2 ** 29;
}

/** Seconds that any file gets, and bytes a second beyond: a tenth of what a slow machine reads. */
const leastSeconds = 300;
const bytesPerSecond = 1e6;

/** Seconds after which a file of this size counts as one that cannot be read. */
export function defaultSeconds(bytes: number): number {
  return leastSeconds + bytes / bytesPerSecond;
}
