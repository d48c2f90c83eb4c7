import { z } from "zod";
import { quoteLiteral, sql, type SqlFragment } from "./identifiers.ts";
import type { Session } from "./session.ts";

/** Rows at a time where sequences are taken apart and put together again: their elements are collected in memory. */
const rangeRows = 1 << 18;
const bounds = z.object({ low: z.number().nullable(), high: z.number().nullable() });

/** Conditions on `column`, the `_row` of a part, that cut the part into ranges; they depend on the part alone. */
export async function rowRanges(session: Session, part: string, column: SqlFragment): Promise<SqlFragment[]> {
  const query = sql`SELECT MIN(_row) AS low, MAX(_row) AS high FROM read_parquet(${quoteLiteral(part)})`;
  const [{ low, high }] = await session.rows(query, {}, bounds);
  if (low === null || high === null) return [];
  const count = Math.ceil((high - low + 1) / rangeRows);
  return Array.from({ length: count }, (_, i) => {
    const from = low + i * rangeRows;
    return sql`${column} BETWEEN ${from} AND ${from + rangeRows - 1}`;
  });
}
