import type { Reject } from "./rejects.ts";

/** Values longer than this are cut in the reject file. */
const maxValueLength = 500;

/** A line of `rejects.csv` with its line end. */
export function rejectLine({ file, line, column, value, reason }: Reject): string {
  const clipped = value === null ? null : clip(value);
  const fields = [file, line === null ? null : String(line), column, clipped, reason];
  return `${fields.map(quoted).join(",")}\n`;
}

function clip(value: string): string {
  return value.length > maxValueLength ? `${value.slice(0, maxValueLength)}… (${value.length} characters)` : value;
}

/** NULL is an empty field, the empty string is "". A leading =, +, - or @, of full width too, would run as a formula in a spreadsheet: a quote goes before it. */
function quoted(field: string | null): string {
  if (field === null) return "";
  const safe = /^[=+\-@\t\r\n＝＋－＠]/u.test(field) && Number.isNaN(Number(field)) ? `'${field}` : field;
  return safe === "" || /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
