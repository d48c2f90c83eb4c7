import { splitRecord } from "./header.ts";
import type { Dialect } from "./record-scanner.ts";

/** What a record is when it names columns: those of the file in their order, or others. */
export type HeaderKind = "same" | "other";

/**
 * Tells records that are headers themselves, as in files that were put one after the other. A record is taken for one when its first field
 * is the name of a column and at least half of its fields, and two, are.
 */
export class HeaderWatch {
  readonly #names: readonly string[];
  readonly #known: ReadonlySet<string>;
  readonly #dialect: Dialect;
  /** Whether a name holds the delimiter: it is quoted, and the first delimiter is not its end. */
  readonly #hasDelimiters: boolean;
  /** Of the records that begin with this byte, the lengths of the first fields that may be names; undefined for most bytes. */
  readonly #lengths: (Set<number> | undefined)[] = [];

  constructor(names: readonly string[], dialect: Dialect) {
    this.#names = names;
    this.#known = new Set(names);
    this.#dialect = dialect;
    const delimiter = String.fromCharCode(dialect.delimiter);
    this.#hasDelimiters = names.some((name) => name.includes(delimiter));
    const quote = dialect.quote < 0 ? "" : String.fromCharCode(dialect.quote);
    for (const name of names) {
      for (const bytes of [Buffer.from(name), Buffer.from(`${quote}${name}${quote}`)]) {
        if (bytes.length > 0) (this.#lengths[bytes[0]] ??= new Set()).add(bytes.length);
      }
    }
  }

  /** @param record a record without its line end */
  kindOf(record: Uint8Array): HeaderKind | undefined {
    const lengths = this.#lengths[record[0]];
    if (lengths === undefined) return undefined;
    const at = record.indexOf(this.#dialect.delimiter);
    const end = at < 0 ? record.length : at;
    if (!lengths.has(end) && !(this.#hasDelimiters && record[0] === this.#dialect.quote)) return undefined;
    const fields = splitRecord(Buffer.from(record), this.#dialect);
    if (!this.#known.has(fields[0])) return undefined;
    const named = fields.filter((field) => this.#known.has(field)).length;
    if (named < 2 || named * 2 < fields.length) return undefined;
    return fields.length === this.#names.length && fields.every((field, i) => field === this.#names[i])
      ? "same"
      : "other";
  }
}
