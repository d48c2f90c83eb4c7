import { isUtf8 } from "node:buffer";

/** Bytes that structure a delimited file; `quote` and `escape` are -1 for none. */
export interface Dialect {
  readonly delimiter: number;
  readonly quote: number;
  readonly escape: number;
}

export type Defect =
  | "blank line"
  | "too few fields"
  | "too many fields"
  | "quote inside an unquoted field"
  | "text after a closing quote"
  | "quote never closed"
  | "NUL byte"
  | "invalid UTF-8"
  | "byte order mark inside the file"
  | "repeated header"
  | "after a header with other columns"
  | "the line behind it may belong to it";

/** One record: bytes `from` … `to` - 1 of the buffer without its line end, and the number of lines that it spans. */
export interface ScannedRecord {
  readonly from: number;
  readonly to: number;
  /** Where the next record begins. */
  readonly next: number;
  readonly fields: number;
  readonly lines: number;
  readonly lineEnd: "\n" | "\r\n" | "\r" | "";
  readonly defect: Defect | undefined;
}

const LF = 10;
const CR = 13;

/**
 * Reads the record at `from` (RFC 4180). A defective record ends with its first line, so that one stray quote cannot swallow the
 * records after it. Undefined: the buffer ends inside the record and `atEnd` is false. @param expected fields of a record; -1 where any number is right
 */
export function scanRecord(
  bytes: Uint8Array,
  from: number,
  expected: number,
  dialect: Dialect,
  atEnd: boolean,
): ScannedRecord | undefined {
  const { delimiter, quote, escape } = dialect;
  let fields = 1;
  let lines = 1;
  let at = from;
  let fieldStart = true;
  let defect: Defect | undefined;
  for (; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === delimiter) {
      fields++;
      fieldStart = true;
      continue;
    }
    if (byte === LF || byte === CR) break;
    if (byte === quote && fieldStart) {
      const end = closingQuote(bytes, at + 1, quote, escape);
      if (end.at >= bytes.length) {
        if (!atEnd) return undefined;
        return firstLine(bytes, from, "quote never closed");
      }
      lines += end.lineEnds;
      at = end.at;
      const after = bytes[at + 1];
      if (at + 1 < bytes.length && after !== delimiter && after !== LF && after !== CR)
        defect ??= "text after a closing quote";
    } else if (byte === quote) defect ??= "quote inside an unquoted field";
    else if (byte === 0) defect ??= "NUL byte";
    fieldStart = false;
  }
  if (at >= bytes.length && !atEnd) return undefined;
  if (bytes[at] === CR && at + 1 >= bytes.length && !atEnd) return undefined;
  defect ??= countDefect(fields, expected, at - from);
  if (defect !== undefined && lines > 1) return firstLine(bytes, from, defect);
  return { from, to: at, fields, lines, defect, ...lineEndAt(bytes, at) };
}

/** The defect of a record that is well formed but for its bytes: invalid UTF-8 or a NUL inside quotes. */
export function textDefect(bytes: Uint8Array): Defect | undefined {
  if (!isUtf8(bytes)) return "invalid UTF-8";
  return bytes.includes(0) ? "NUL byte" : undefined;
}

function countDefect(fields: number, expected: number, length: number): Defect | undefined {
  if (length === 0) return "blank line";
  if (fields === expected || expected < 0) return undefined;
  return fields < expected ? "too few fields" : "too many fields";
}

function closingQuote(
  bytes: Uint8Array,
  from: number,
  quote: number,
  escape: number,
): { at: number; lineEnds: number } {
  let lineEnds = 0;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) lineEnds++;
    else if (byte === escape && escape !== quote) at++;
    else if (byte === quote) {
      if (escape === quote && bytes[at + 1] === quote) at++;
      else return { at, lineEnds };
    }
  }
  return { at: bytes.length, lineEnds };
}

function firstLine(bytes: Uint8Array, from: number, defect: Defect): ScannedRecord {
  let at = from;
  while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) at++;
  return { from, to: at, fields: 0, lines: 1, defect, ...lineEndAt(bytes, at) };
}

function lineEndAt(bytes: Uint8Array, at: number): { next: number; lineEnd: ScannedRecord["lineEnd"] } {
  if (at >= bytes.length) return { next: at, lineEnd: "" };
  if (bytes[at] === LF) return { next: at + 1, lineEnd: "\n" };
  return bytes[at + 1] === LF ? { next: at + 2, lineEnd: "\r\n" } : { next: at + 1, lineEnd: "\r" };
}
