import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { partFile } from "../artifacts/layout.ts";
import { joinFragments, quoteLiteral, sql, type SqlFragment } from "../identifiers.ts";
import type { Session } from "../session.ts";
import { feedColumnsQuery, feedQuery } from "./feed-query.ts";
import { type FeedFacts, fileMetadata } from "./metadata.ts";

/** Rows whose numeric sequences are collected in memory at a time. */
const sequenceRange = 1 << 16;
const rowGroupRows = 122_880;
const bounds = z.object({ low: z.number().nullable(), high: z.number().nullable() });
const written = z.object({ rows: z.number() });

/** One split of the feed as Parquet. */
export interface ParquetTarget {
  readonly facts: FeedFacts;
  /** Encoded parts of the split, in order. */
  readonly parts: readonly string[];
  readonly path: string;
  readonly scratchDir: string;
  readonly signal: AbortSignal;
}

/**
 * Writes one split of the feed in the order of its parts and returns its rows. The session must have one thread: with more, row groups
 * are cut where threads happen to meet.
 */
export async function writeParquetFeed(session: Session, target: ParquetTarget): Promise<number> {
  const { facts, parts, path } = target;
  const sequences = facts.columns.some(({ type }) => type === "double[]");
  const pieces = sequences ? await writePieces(session, target) : [];
  const query =
    pieces.length > 0
      ? feedColumnsQuery(facts.columns, pieces)
      : feedQuery(facts.columns, { parts, chosen: sql`true` });
  await copy(session, query, path, sql`, KV_METADATA ${mapping(fileMetadata(facts))}`);
  for (const piece of pieces) await rm(piece);
  const [{ rows }] = await session.rows(
    sql`SELECT num_rows AS rows FROM parquet_file_metadata(${quoteLiteral(path)})`,
    {},
    written,
  );
  return rows;
}

/** Numeric sequences are taken apart and put together again, so they are mapped a range of rows at a time. */
async function writePieces(session: Session, { facts, parts, scratchDir, signal }: ParquetTarget): Promise<string[]> {
  await mkdir(scratchDir, { recursive: true });
  const pieces: string[] = [];
  for (const part of parts) {
    for (const chosen of await rowRanges(session, part)) {
      signal.throwIfAborted();
      const piece = join(scratchDir, partFile(pieces.length));
      await copy(session, feedQuery(facts.columns, { parts: [part], chosen }), piece, sql``);
      pieces.push(piece);
    }
  }
  return pieces;
}

async function rowRanges(session: Session, part: string): Promise<SqlFragment[]> {
  const query = sql`SELECT MIN(_row) AS low, MAX(_row) AS high FROM read_parquet(${quoteLiteral(part)})`;
  const [{ low, high }] = await session.rows(query, {}, bounds);
  if (low === null || high === null) return [];
  const count = Math.ceil((high - low + 1) / sequenceRange);
  return Array.from({ length: count }, (_, i) => {
    const from = low + i * sequenceRange;
    return sql`encoded._row BETWEEN ${from} AND ${from + sequenceRange - 1}`;
  });
}

function copy(session: Session, query: SqlFragment, path: string, more: SqlFragment): Promise<void> {
  return session.run(
    sql`COPY (${query}) TO ${quoteLiteral(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowGroupRows}${more})`,
  );
}

function mapping(entries: Readonly<Record<string, string>>): SqlFragment {
  const pairs = Object.entries(entries).map(([key, value]) => sql`${quoteLiteral(key)}: ${quoteLiteral(value)}`);
  return sql`{${joinFragments(pairs, ", ")}}`;
}
