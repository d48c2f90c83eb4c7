import { createWriteStream, type WriteStream } from "node:fs";
import { once } from "node:events";

/** One line of `rejects.csv`. `line` is the line of a text file, the row number of a Parquet file. */
export interface Reject {
  readonly file: string;
  readonly line: number;
  readonly column: string | null;
  readonly value: string | null;
  readonly reason: string;
}

/** Values longer than this are cut in the reject file. */
const maxValueLength = 500;

/** Writes `rejects.csv` and counts by reason and column. */
export class RejectWriter {
  readonly #stream: WriteStream;
  readonly #counts = new Map<string, { reason: string; column: string | null; rows: number }>();

  constructor(path: string) {
    this.#stream = createWriteStream(path);
    this.#stream.write("file,line,column,value,reason\n");
  }

  async write(reject: Reject): Promise<void> {
    this.count(reject.reason, reject.column, 1);
    const value = reject.value === null ? null : clip(reject.value);
    const fields = [reject.file, String(reject.line), reject.column, value, reject.reason].map(quoted);
    if (!this.#stream.write(`${fields.join(",")}\n`)) await once(this.#stream, "drain");
  }

  /** Counts rows that are not listed one by one. */
  count(reason: string, column: string | null, rows: number): void {
    const key = JSON.stringify([reason, column]);
    const held = this.#counts.get(key) ?? { reason, column, rows: 0 };
    this.#counts.set(key, { ...held, rows: held.rows + rows });
  }

  /** Most frequent first; ties by reason and column. */
  get byReason(): { reason: string; column: string | null; rows: number }[] {
    const key = (count: { reason: string; column: string | null }): string =>
      `${count.reason}\u0000${count.column ?? ""}`;
    return [...this.#counts.values()].sort((a, b) => b.rows - a.rows || (key(a) < key(b) ? -1 : 1));
  }

  async close(): Promise<void> {
    this.#stream.end();
    await once(this.#stream, "close");
  }
}

function clip(value: string): string {
  return value.length > maxValueLength ? `${value.slice(0, maxValueLength)}… (${value.length} characters)` : value;
}

/** NULL is an empty field, the empty string is "". A leading =, +, - or @ would run as a formula in a spreadsheet: a quote goes before it. */
function quoted(field: string | null): string {
  if (field === null) return "";
  const safe = /^[=+\-@\t\r]/.test(field) && Number.isNaN(Number(field)) ? `'${field}` : field;
  return safe === "" || /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
