import type { Rng } from "../../src/util/rng.ts";
import { columns, randomRows, type Row, textOf } from "./base-rows.ts";
import { record, type TextRecord } from "./text-file.ts";

/** A record as its fields, each as it stands in the file. */
export type Fields = string[];

export interface CsvBase {
  readonly rows: readonly Row[];
  /** The header first, then a record for each row. */
  readonly records: TextRecord[];
}

export const header = columns.join(",");

/** A sound CSV file of random rows. */
export function csvBase(rng: Rng): CsvBase {
  const rows = randomRows(rng);
  return { rows, records: [record(header), ...rows.map((row) => record(fieldsOf(row, rng).join(","), [row]))] };
}

/** RFC 4180, with quotes where they are needed and sometimes where they are not. */
export function fieldsOf(row: Row, rng: Rng, order: readonly (keyof Row)[] = columns): Fields {
  return order.map((column) => {
    const text = textOf(row, column);
    if (text === null) return "";
    const isPlain = text !== "" && !/[",\n\r]/.test(text);
    return isPlain && rng.uniform() < 0.8 ? text : `"${text.replaceAll('"', '""')}"`;
  });
}

/** Offsets in a record of bytes: between fields and inside of unquoted ones, where every byte means something. */
export function unquotedOffsets(bytes: Buffer): number[] {
  const offsets: number[] = [];
  let quoted = false;
  for (let at = 0; at < bytes.length; at++) {
    if (!quoted) offsets.push(at);
    if (bytes[at] === 34) quoted = !quoted;
  }
  return [...offsets, bytes.length];
}

/** Offsets of a byte. @param onlyUnquoted leaves out those within quotes */
export function offsetsOf(bytes: Buffer, letter: string, onlyUnquoted = false): number[] {
  const code = letter.charCodeAt(0);
  const allowed = onlyUnquoted ? new Set(unquotedOffsets(bytes)) : undefined;
  return [...bytes.keys()].filter((at) => bytes[at] === code && (allowed?.has(at) ?? true));
}
