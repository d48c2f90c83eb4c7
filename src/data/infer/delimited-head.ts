import { open } from "node:fs/promises";
import { z } from "zod";
import { quotePath } from "../identifiers.ts";
import { dialectOf } from "../ingest/scanned-text.ts";
import { readFirstRecord } from "../scan/header.ts";
import type { Session } from "../session.ts";
import { loadSql } from "../sql-file.ts";

export interface Dialect {
  readonly delimiter: string;
  readonly quote: string;
  readonly header: boolean;
}

/** How a CSV or TSV file begins. */
export interface DelimitedHead {
  readonly dialect: Dialect;
  /** Names as ingest reads them, spaces included; `column0` and so on where there is no header. */
  readonly columns: readonly string[];
  /** As SQL spells it: `\n`, `\r\n`, or another that it found. */
  readonly lineEnd: string;
}

const quoteSampleBytes = 1 << 20;

const dialectSchema = z.object({
  delimiter: z.string(),
  quote: z.string(),
  header: z.boolean(),
  line_end: z.string(),
});

/** Finds the dialect of a file and the names of its columns. @param delimiter that of TSV files, which have no other */
export async function delimitedHead(path: string, delimiter: string | null, session: Session): Promise<DelimitedHead> {
  const query = loadSql("infer/csv-dialect", { path: quotePath(path) });
  const [{ line_end, ...sniffed }] = await session.rows(query, {}, dialectSchema);
  // DuckDB writes "no quote" as a NUL or as (empty), also where the sample has none to see: the usual one is then right.
  const found = sniffed.quote.length === 1 && sniffed.quote !== "\0";
  const quote = found ? sniffed.quote : (await holdsQuote(path)) ? "" : '"';
  const dialect = { ...sniffed, quote, delimiter: delimiter ?? sniffed.delimiter };
  const first = await readFirstRecord(path, dialectOf({ ...dialect, nullTokens: [] }));
  const digits = String(first.length - 1).length;
  const columns = dialect.header ? first : first.map((_, i) => `column${String(i).padStart(digits, "0")}`);
  return { dialect, columns, lineEnd: line_end };
}

/** Whether there is a double quote among the first bytes of a file. */
async function holdsQuote(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(quoteSampleBytes), 0, quoteSampleBytes, 0);
    return buffer.subarray(0, bytesRead).includes('"');
  } finally {
    await file.close();
  }
}
