import accessors from "@duckdb/node-api/lib/vectors/dataAccessors.js";

/**
 * Makes DuckDB's package give texts as they are. Its decoder leaves out U+FEFF at the beginning of every text, so that two domains or
 * categories would have one name.
 */
export function keepByteOrderMarks(): void {
  Object.assign(accessors, { textDecoder: new TextDecoder("utf-8", { ignoreBOM: true }) });
}
