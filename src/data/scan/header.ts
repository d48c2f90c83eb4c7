import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { isGzipped } from "./is-gzipped.ts";
import { type Dialect, scanRecord } from "./record-scanner.ts";

/** A header longer than this is not a header. */
const maxHeaderBytes = 1 << 22;

/** The fields of the first record of a delimited file; an empty list for an empty file. */
export async function readFirstRecord(path: string, dialect: Dialect): Promise<string[]> {
  const file = createReadStream(path, { end: maxHeaderBytes });
  const source = isGzipped(path) ? file.pipe(createGunzip()) : file;
  file.once("error", (error) => source.destroy(error));
  const parts: Buffer[] = [];
  let bytes = Buffer.alloc(0);
  try {
    for await (const chunk of source) {
      // Node types the chunks of a byte stream as any.
      parts.push(chunk as Buffer);
      bytes = Buffer.concat(parts);
      const record = scanRecord(bytes, 0, -1, dialect, false);
      if (record !== undefined) return splitRecord(bytes.subarray(record.from, record.to), dialect);
      if (bytes.length > maxHeaderBytes) break;
    }
  } finally {
    file.destroy();
  }
  return bytes.length === 0 ? [] : splitRecord(bytes, dialect);
}

/** The fields of one record, unquoted; a byte order mark is dropped. */
export function splitRecord(record: Buffer, dialect: Dialect): string[] {
  const text = record
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .replace(/\r?\n$/, "");
  const delimiter = String.fromCharCode(dialect.delimiter);
  const quote = dialect.quote < 0 ? undefined : String.fromCharCode(dialect.quote);
  const escape = dialect.escape < 0 ? undefined : String.fromCharCode(dialect.escape);
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (quoted && letter === escape && text[i + 1] === quote) field += text[++i];
    else if (letter === quote) quoted = !quoted;
    else if (letter === delimiter && !quoted) {
      fields.push(field);
      field = "";
    } else field += letter;
  }
  return [...fields, field];
}
