import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { partFile } from "../artifacts/layout.ts";
import { joinFragments, quoteLiteral, quotePath, sql, type SqlFragment } from "../identifiers.ts";
import { partRanges } from "../row-ranges.ts";
import { rowsOfRowGroup, type Session } from "../session.ts";
import { sideBySide } from "../side-by-side.ts";
import { type EncodedRows, feedBlocks, feedColumnsQuery } from "./feed-query.ts";
import { type FeedFacts, fileMetadata } from "./metadata.ts";

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
 * Writes one split of the feed in the order of its parts and returns its rows. The session must have one thread, as those of
 * `Session.concurrently` have: with more, row groups are cut where threads happen to meet.
 */
export async function writeParquetFeed(session: Session, target: ParquetTarget): Promise<number> {
  const { facts, parts, path } = target;
  const sequences = facts.columns.some(({ type }) => type === "double[]");
  const pieces = sequences ? await writePieces(session, target) : [];
  const metadata = sql`, KV_METADATA ${mapping(fileMetadata(facts))}`;
  if (pieces.length > 0) await copy(session, target, feedColumnsQuery(facts.columns, pieces), path, metadata);
  else await copyRows(session, target, { parts, chosen: sql`true` }, path, metadata);
  for (const piece of pieces) await rm(piece);
  const [{ rows }] = await session.rows(
    sql`SELECT num_rows AS rows FROM parquet_file_metadata(${quotePath(path)})`,
    {},
    written,
  );
  return rows;
}

/** Numeric sequences are taken apart and put together again, so they are mapped a range of rows at a time. */
async function writePieces(session: Session, target: ParquetTarget): Promise<string[]> {
  const { parts, scratchDir, signal } = target;
  await mkdir(scratchDir, { recursive: true });
  const pieces: string[] = [];
  for (const { part, chosen } of await partRanges(session, parts, sql`encoded._row`)) {
    signal.throwIfAborted();
    const piece = join(scratchDir, partFile(pieces.length));
    await copyRows(session, target, { parts: [part], chosen }, piece, sql``);
    pieces.push(piece);
  }
  return pieces;
}

function copyRows(
  session: Session,
  target: ParquetTarget,
  rows: EncodedRows,
  path: string,
  more: SqlFragment,
): Promise<void> {
  const blocks = feedBlocks(target.facts.columns, rows);
  return sideBySide(session, blocks, join(target.scratchDir, "blocks"), (query) =>
    copy(session, target, query, path, more),
  );
}

function copy(
  session: Session,
  { facts }: ParquetTarget,
  query: string,
  path: string,
  more: SqlFragment,
): Promise<void> {
  const rows = rowsOfRowGroup(facts.columns.length);
  return session.run(
    `COPY (${query}) TO ${quoteLiteral(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rows}${more})`,
  );
}

function mapping(entries: Readonly<Record<string, string>>): SqlFragment {
  const pairs = Object.entries(entries).map(([key, value]) => sql`${quoteLiteral(key)}: ${quoteLiteral(value)}`);
  return sql`{${joinFragments(pairs, ", ")}}`;
}
