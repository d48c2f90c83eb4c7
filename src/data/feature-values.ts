import { z } from "zod";
import { doubles, integers } from "./chunk.ts";
import { joinFragments, readerPath, sql } from "./identifiers.ts";
import type { Session } from "./session.ts";
import { loadSql } from "./sql-file.ts";

const nameRow = z.object({ id: z.number(), value: z.string().nullable(), kind: z.string() });

/** The number that each id of a numeric support stands for, [V]; NaN for id 0, the null. */
export async function readSupportValues(session: Session, path: string, ids: number): Promise<Float64Array> {
  const values = new Float64Array(ids).fill(NaN);
  for await (const chunk of session.stream(loadSql("rank/support-values"), { path: readerPath(path) })) {
    const id = integers(chunk, 0);
    const value = doubles(chunk, 1);
    for (let i = 0; i < chunk.rowCount; i++) values[id[i]] = value[i];
  }
  return values;
}

/**
 * What reports call some ids of a vocabulary: the value, or `<null>`, `<rare>`, `<unknown>`. A value that is empty or looks like one of
 * these is quoted.
 */
export async function readValueNames(
  session: Session,
  path: string,
  ids: readonly number[],
): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const list = joinFragments(
    ids.map((id) => sql`${id}`),
    ", ",
  );
  const rows = await session.rows(loadSql("rank/value-names", { ids: list }), { path: readerPath(path) }, nameRow);
  return new Map(rows.map(({ id, value, kind }) => [id, kind === "value" ? shown(value) : `<${kind}>`]));
}

function shown(value: string | null): string {
  if (value === null) return "<null>";
  return value === "" || /^<(null|rare|unknown|other)>$/.test(value) ? JSON.stringify(value) : value;
}
