import { z } from "zod";
import { sql, type SqlFragment } from "../identifiers.ts";
import { loadSql } from "../sql-file.ts";
import type { Session } from "../session.ts";

const sizeRow = z.object({ users: z.number() });

/** Numbers the users of all splits in a table with the columns `value` and `id`; the view of typed rows holds every part. */
export async function fitUsers(session: Session): Promise<{ readonly table: SqlFragment; readonly count: number }> {
  const table = sql`user_ids`;
  await session.run(sql`CREATE OR REPLACE TABLE ${table} AS ${loadSql("encode/user-ids", {}) as SqlFragment}`); // our own text
  const [{ users }] = await session.rows(sql`SELECT COUNT(*) AS users FROM ${table}`, {}, sizeRow);
  return { table, count: users };
}
