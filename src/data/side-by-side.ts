import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { partFile } from "./artifacts/layout.ts";
import { joinFragments, quoteIdentifier, quotePath, sql, type SqlFragment } from "./identifiers.ts";
import type { Session } from "./session.ts";

/** Features that one query joins: each costs it a hash table, and planning time that grows with the square of their number. */
const joinedAtOnce = 64;

/** Some of the columns of a table, for all its rows in their order. */
export interface ColumnBlock {
  readonly query: string;
  readonly columns: readonly string[];
  /** Makes what the query reads, where that is not there for all blocks. */
  readonly prepare?: () => Promise<void>;
}

/** Features in blocks that one query may join; one block, also of none, where they are few. */
export function joinBlocks<T>(features: readonly T[]): (readonly T[])[] {
  const count = Math.max(1, Math.ceil(features.length / joinedAtOnce));
  return Array.from({ length: count }, (_, i) => features.slice(i * joinedAtOnce, (i + 1) * joinedAtOnce));
}

/**
 * Hands the query of all columns of `blocks`, side by side, to `use`. Several blocks wait as files in `scratchDir` meanwhile; each must give the
 * same rows in the same order.
 */
export async function sideBySide(
  session: Session,
  blocks: readonly ColumnBlock[],
  scratchDir: string,
  use: (query: string) => Promise<void>,
): Promise<void> {
  const [first] = blocks;
  if (blocks.length === 1) {
    await first.prepare?.();
    return await use(first.query);
  }
  await mkdir(scratchDir, { recursive: true });
  const files = blocks.map((_, i) => join(scratchDir, `block-${partFile(i)}`));
  for (const [i, { query, columns, prepare }] of blocks.entries()) {
    await prepare?.();
    await session.writeParquet(query, files[i], {}, columns.length);
  }
  const columns = blocks.flatMap((block, i) => block.columns.map((name) => sql`${alias(i)}.${quoteIdentifier(name)}`));
  const tables = files.map(
    (file, i) => sql`read_parquet(${quotePath(file)}, hive_partitioning = false) AS ${alias(i)}`,
  );
  await use(sql`SELECT ${joinFragments(columns, ", ")} FROM ${joinFragments(tables, " POSITIONAL JOIN ")}`);
  for (const file of files) await rm(file);
}

function alias(block: number): SqlFragment {
  return sql`block_${block}`;
}
