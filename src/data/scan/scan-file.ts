import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { createGunzip } from "node:zlib";
import { DomainlensError } from "../../util/errors.ts";
import { mayContinue } from "./broken-records.ts";
import { HeaderWatch } from "./header-watch.ts";
import { isGzipped } from "./is-gzipped.ts";
import { type Defect, type Dialect, scanRecord, type ScannedRecord, textDefect } from "./record-scanner.ts";

/** What a structural scan found. Lines count from 1; `records` does not include the header. */
export interface FileScan {
  readonly records: number;
  readonly bad: readonly BadRecord[];
  /** What is wrong with the header, which a reader then may not tell from the records behind it. */
  readonly headerDefect: Defect | undefined;
  /** Whether the file must be rewritten before a plain CSV reader sees what was scanned. */
  readonly needsCopy: boolean;
  readonly lineEnd: "\n" | "\r\n";
  readonly longestRecord: number;
  /** Line of the last record when it lacks a line end, as in a file that was cut short. */
  readonly openEnd: number | undefined;
  /** Lines of well-formed records that were rejected for what stands behind them. */
  readonly withheld: ReadonlySet<number>;
  /** Line of good record number `ordinal` (from 1). */
  readonly lineOf: (ordinal: number) => number;
}

export interface BadRecord {
  readonly line: number;
  readonly defect: Defect;
  readonly fields: number;
  /** The beginning of the record. */
  readonly text: string;
}

export interface ScanOptions {
  readonly dialect: Dialect;
  readonly header: boolean;
  readonly expectedFields: number;
  /** The names of the columns of a delimited file; a record that repeats them is a defect. */
  readonly columns?: readonly string[];
  readonly signal: AbortSignal;
  /** Of an earlier scan of the file, for `onGood`. */
  readonly withheld?: ReadonlySet<number>;
  /** Receives the bytes of every good record, without its line end. */
  readonly onGood?: (record: Uint8Array) => Promise<void> | void;
}

/** A quoted field longer than this is taken for a quote that was never closed. */
const maxRecordBytes = 1 << 26;
const byteOrderMark = [0xef, 0xbb, 0xbf];

/**
 * Scans a delimited file, gzipped when its name ends in .gz, counting its physical records and naming each that a reader could
 * misread. Memory is bounded by the longest record.
 */
export async function scanFile(path: string, options: ScanOptions): Promise<FileScan> {
  const state = new ScanState(options);
  let held: Uint8Array[] = [];
  // A record that is not whole yet is read from its beginning again, each time when it has become twice as long.
  let wanted = 0;
  for await (const chunk of openBytes(path)) {
    options.signal.throwIfAborted();
    held.push(chunk);
    if (lengthOf(held) < wanted) continue;
    const bytes = joined(held);
    let rest = bytes.subarray(await state.consume(bytes, false));
    if (rest.length > maxRecordBytes) rest = rest.subarray(await state.consumeOne(rest));
    held = [rest];
    wanted = Math.min(2 * rest.length, maxRecordBytes + 1);
  }
  await state.consume(joined(held), true);
  return state.result();
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const filled = parts.filter(({ length }) => length > 0);
  return filled.length === 1 ? filled[0] : Buffer.concat(filled);
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** Logs shrink to a tenth or a twentieth; what gzip can do at most is 1:1032. */
const bombRatio = 500;
const bombBytes = 2 ** 30;

function bomb(path: string, given: number, read: number): DomainlensError {
  return new DomainlensError("input", {
    what: `${basename(path)} expands to more than ${bombRatio} times its size`,
    value: `${given} bytes from ${read}`,
    remedy: "leave the file out; if it is sound, give it uncompressed",
  });
}

async function* openBytes(path: string): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: 1 << 22 });
  const source = isGzipped(path) ? file.pipe(createGunzip({ chunkSize: 1 << 20 })) : file;
  file.once("error", (error) => source.destroy(error));
  let given = 0;
  // Node types the chunks of a byte stream as any.
  for await (const chunk of source as AsyncIterable<Uint8Array>) {
    given += chunk.length;
    if (given > bombBytes && given > bombRatio * file.bytesRead) throw bomb(path, given, file.bytesRead);
    yield chunk;
  }
}

class ScanState {
  readonly #options: ScanOptions;
  #line = 1;
  #good = 0;
  #started = false;
  #headerLeft: boolean;
  #header: Defect | undefined;
  #hasMark = false;
  #ends = { "\n": 0, "\r\n": 0, "\r": 0, "": 0 };
  #longest = 0;
  #openEnd: number | undefined;
  /** Behind a header with other columns, until the file's own comes again. */
  #isForeign = false;
  readonly #headers: HeaderWatch | undefined;
  /** The record before, if it was good. */
  #before: { readonly line: number; readonly lines: number; readonly content: Uint8Array } | undefined;
  readonly #withheld = new Set<number>();
  readonly #bad: BadRecord[] = [];
  // The line of a good record is its ordinal plus a shift; a pair is stored where the shift changes.
  readonly #shiftFrom: number[] = [];
  readonly #shift: number[] = [];

  constructor(options: ScanOptions) {
    this.#options = options;
    this.#headerLeft = options.header;
    const { columns, dialect } = options;
    this.#headers = columns === undefined ? undefined : new HeaderWatch(columns, dialect);
  }

  /** Takes every whole record of the buffer; returns the number of bytes taken. */
  async consume(bytes: Uint8Array, atEnd: boolean): Promise<number> {
    let at = this.#skipMark(bytes, atEnd);
    const { expectedFields, dialect } = this.#options;
    // One check for the whole buffer is fast; only a buffer that fails it is checked record by record.
    const suspect = textDefect(bytes.subarray(at)) !== undefined;
    while (at < bytes.length) {
      const record = scanRecord(bytes, at, expectedFields, dialect, atEnd);
      if (record === undefined) break;
      const pending = this.#take(bytes, record, suspect);
      if (pending !== undefined) await pending;
      at = record.next;
    }
    return at;
  }

  /** Takes one record of a buffer that ends inside it, as a defect. */
  async consumeOne(bytes: Uint8Array): Promise<number> {
    const record = scanRecord(bytes, 0, this.#options.expectedFields, this.#options.dialect, true);
    if (record === undefined) return 0;
    await this.#take(bytes, record, true);
    return record.next;
  }

  result(): FileScan {
    const lineEnd = this.#ends["\r\n"] > this.#ends["\n"] ? "\r\n" : "\n";
    const mixed = this.#ends["\r"] > 0 || (this.#ends["\n"] > 0 && this.#ends["\r\n"] > 0);
    return {
      records: this.#good + this.#bad.length,
      bad: this.#bad,
      headerDefect: this.#header,
      needsCopy: this.#bad.length > 0 || mixed || this.#hasMark || this.#header !== undefined,
      lineEnd,
      longestRecord: this.#longest,
      openEnd: this.#openEnd,
      withheld: this.#withheld,
      lineOf: (ordinal) => ordinal + (this.#shift[lastAtMost(this.#shiftFrom, ordinal)] ?? 0),
    };
  }

  #skipMark(bytes: Uint8Array, atEnd: boolean): number {
    if (this.#started || (bytes.length < 3 && !atEnd)) return 0;
    this.#started = true;
    this.#hasMark = beginsWithMark(bytes);
    return this.#hasMark ? 3 : 0;
  }

  #take(bytes: Uint8Array, record: ScannedRecord, suspect: boolean): Promise<void> | void {
    const line = this.#line;
    this.#line += record.lines;
    this.#ends[record.lineEnd]++;
    if (record.lineEnd === "") this.#openEnd = line;
    const content = bytes.subarray(record.from, record.to);
    if (this.#headerLeft) {
      this.#headerLeft = false;
      this.#header = record.defect ?? (suspect ? textDefect(content) : undefined);
      return;
    }
    this.#longest = Math.max(this.#longest, content.length);
    const defect = this.#headerDefect(content) ?? record.defect ?? (suspect ? textDefect(content) : undefined);
    if (defect !== undefined) {
      if (this.#before !== undefined && mayContinue(this.#before.content, content, defect, this.#options))
        this.#withhold();
      this.#before = undefined;
      this.#bad.push({ line, defect, fields: record.fields, text: beginning(content) });
      return;
    }
    if (this.#options.withheld?.has(line) === true) return;
    this.#before = { line, lines: record.lines, content };
    this.#good++;
    if (line - this.#good !== (this.#shift.at(-1) ?? 0)) {
      this.#shiftFrom.push(this.#good);
      this.#shift.push(line - this.#good);
    }
    return this.#options.onGood?.(content);
  }

  /** Rejects the record before after all, line by line: it may have swallowed some that were records. */
  #withhold(): void {
    if (this.#before === undefined) return;
    const { line, lines, content } = this.#before;
    if (this.#shiftFrom.at(-1) === this.#good) {
      this.#shiftFrom.pop();
      this.#shift.pop();
    }
    this.#good--;
    this.#withheld.add(line);
    const texts = Buffer.from(content)
      .toString("utf8")
      .split(/\r\n|\n|\r/);
    for (let at = 0; at < lines; at++) {
      const defect = "the line behind it may belong to it";
      this.#bad.push({ line: line + at, defect, fields: 0, text: (texts[at] ?? "").slice(0, 200) });
    }
  }

  /** Of a record that begins as the first of a file does: files were put one after the other. */
  #headerDefect(content: Uint8Array): Defect | undefined {
    const isMarked = content[0] === byteOrderMark[0] && beginsWithMark(content);
    const kind = this.#headers?.kindOf(isMarked ? content.subarray(byteOrderMark.length) : content);
    if (kind !== undefined) {
      this.#isForeign = kind === "other";
      return "repeated header";
    }
    if (this.#isForeign) return "after a header with other columns";
    return isMarked ? "byte order mark inside the file" : undefined;
  }
}

function beginning(content: Uint8Array): string {
  return Buffer.from(content.subarray(0, 200)).toString("utf8");
}

function beginsWithMark(bytes: Uint8Array): boolean {
  return byteOrderMark.every((byte, i) => bytes[i] === byte);
}

/** Index of the last element that is at most `wanted`; -1 if none. `sorted` ascends. */
function lastAtMost(sorted: readonly number[], wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
