import type { Row } from "./base-rows.ts";

/**
 * What must become of a record: `exact`, kept with these cells; `rejected`, for what it was cannot be known; `either`. A record without a row
 * is no data: nothing may come of it.
 */
export type Fate = "exact" | "rejected" | "either";

/** A record of a text file, with what it held before it was damaged. */
export interface TextRecord {
  bytes: Buffer;
  end: string;
  readonly rows: readonly Row[];
  fate: Fate;
}

/** A row that the file held or holds, and the lines (from 1) where it stands. */
export interface TruthRow {
  readonly row: Row;
  readonly first: number;
  readonly last: number;
  readonly fate: Fate;
}

/** A damaged file and the truth about it. */
export interface Mutant {
  readonly extension: string;
  readonly bytes: Buffer;
  readonly truth: readonly TruthRow[];
}

export function record(text: string | Buffer, rows: readonly Row[] = [], fate: Fate = "exact"): TextRecord {
  return { bytes: Buffer.isBuffer(text) ? text : Buffer.from(text), end: "\n", rows, fate };
}

/** Puts records together; a record whose bytes hold line ends spans several lines. */
export function assemble(records: readonly TextRecord[], extension: string): Mutant {
  const truth: TruthRow[] = [];
  let line = 1;
  for (const { bytes, end, rows, fate } of records) {
    const last = line + lineEnds(bytes.toString("latin1"));
    truth.push(...rows.map((row) => ({ row, first: line, last, fate })));
    line = last + lineEnds(end);
  }
  const bytes = Buffer.concat(records.flatMap((one) => [one.bytes, Buffer.from(one.end)]));
  return { extension, bytes, truth };
}

function lineEnds(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** `bytes` with `added` at `at`. */
export function insert(bytes: Buffer, at: number, added: string | Buffer): Buffer {
  const middle = Buffer.isBuffer(added) ? added : Buffer.from(added);
  return Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(at)]);
}

/** `bytes` without the `length` bytes at `at`. */
export function remove(bytes: Buffer, at: number, length = 1): Buffer {
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
}

/** The file cut off after `length` bytes: rows behind are no part of it, and what the last one was cannot be known. */
export function truncate({ bytes, extension, truth }: Mutant, length: number): Mutant {
  const kept = bytes.subarray(0, length);
  const text = kept.toString("latin1");
  const line = 1 + lineEnds(text);
  // Of a line that ends where the file does, the next has no byte.
  const begun = text === "" || /[\r\n]$/.test(text) ? line - 1 : line;
  const left = truth.flatMap((row) => {
    if (row.last < line) return [row];
    return row.first > begun ? [] : [{ ...row, last: line, fate: "either" as const }];
  });
  return { extension, bytes: kept, truth: left };
}
