import type { Defect, Dialect } from "./record-scanner.ts";

const quoteDefects: ReadonlySet<Defect> = new Set([
  "quote inside an unquoted field",
  "text after a closing quote",
  "quote never closed",
]);

/**
 * Whether a defective record may be the rest of the one before, whose last field then only looks whole: a line without a delimiter, as a line end
 * in a text without quotes leaves it, or a stray quote behind a record that a quote ends. A line with the delimiters of a record is its own.
 */
export function mayContinue(
  before: Uint8Array,
  content: Uint8Array,
  defect: Defect,
  { dialect, expectedFields }: { readonly dialect: Dialect; readonly expectedFields: number },
): boolean {
  if (expectedFields < 2) return false;
  if (defect === "too few fields") return !content.includes(dialect.delimiter);
  if (!quoteDefects.has(defect) || before.at(-1) !== dialect.quote) return false;
  return content.reduce((count, byte) => count + (byte === dialect.delimiter ? 1 : 0), 1) !== expectedFields;
}
