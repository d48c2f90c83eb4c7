import { z } from "zod";
import type { ColumnType } from "../../config/file-schema.ts";
import type { SourceFile } from "../../dag/stage.ts";
import { DomainlensError } from "../../util/errors.ts";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import { joinFragments, quoteIdentifier, sql, type SqlFragment } from "../identifiers.ts";
import type { Session } from "../session.ts";
import { openFile } from "./open-file.ts";
import type { Flaw, OpenFile } from "./opened-file.ts";
import { requireColumns } from "./require-columns.ts";
import type { IngestSlice } from "./slice.ts";
import { castStrictly } from "./strict-cast.ts";

export interface JoinContext {
  readonly files: readonly SourceFile[];
  readonly scratchDir: string;
  readonly signal: AbortSignal;
}

type Join = IngestSlice["dataset"]["joins"][number];
type JoinCounts = IngestArtifact["joins"][number];
const countRow = z.object({ rows: z.number() });
const duplicateRow = z.object({ key: z.string(), rows: z.number() });

/**
 * Loads the lookup tables as `join_<i>` with the columns `_domainlens_key_<k>` (varchar) and those taken. Errors: DomainlensError when a
 * table has a damaged record, a value that is not of its type, or holds a key twice.
 */
export async function loadJoins(session: Session, slice: IngestSlice, context: JoinContext): Promise<JoinCounts[]> {
  const counts: JoinCounts[] = [];
  for (const [j, join] of slice.dataset.joins.entries()) {
    const files = context.files.filter((file) => file.use === `join:${j}`);
    for (const [i, file] of files.entries()) {
      const wanted = [...new Set([...Object.values(join.on), ...Object.values(join.take)])];
      const open = await openFile(session, {
        ...file,
        format: join.format,
        csv: join.csv,
        jsonColumns: wanted,
        types: join.columns,
        scratchDir: context.scratchDir,
        scratchName: `join-${j}-${i}`,
        signal: context.signal,
      });
      if (open.bad.length > 0) throw damaged(file.name, open.bad[0]);
      requireColumns(file.name, open.columns, new Map(wanted.map((column) => [column, `dataset.joins.${j}`])));
      const misfits = wanted.flatMap((column) => misfit(column, typeOf(join, column)));
      await refuseFlaws(session, { ...open, flaws: [...open.flaws, ...misfits] }, file.name);
      const keys = Object.values(join.on).map(
        (key, k) => sql`CAST(${typedColumn(join, key)} AS VARCHAR) AS _domainlens_key_${k}`,
      );
      const taken = Object.entries(join.take).map(
        ([name, column]) => sql`${typedColumn(join, column)} AS ${quoteIdentifier(name)}`,
      );
      const select = sql`SELECT ${joinFragments([...keys, ...taken], ", ")} FROM (${open.relation}) AS lookup`;
      await session.run(i === 0 ? sql`CREATE TABLE join_${j} AS ${select}` : sql`INSERT INTO join_${j} ${select}`);
    }
    await refuseDuplicates(session, j, Object.keys(join.on).length, files);
    const [{ rows }] = await session.rows(sql`SELECT COUNT(*) AS rows FROM join_${j}`, {}, countRow);
    counts.push({ files: files.map((file) => file.name), tableRows: rows, matchedRows: 0, unmatchedRows: 0 });
  }
  return counts;
}

/** A column may have the name of something that every object has, such as `constructor`. */
function typeOf({ columns }: Join, column: string): ColumnType | undefined {
  return Object.hasOwn(columns, column) ? columns[column] : undefined;
}

function typedColumn(join: Join, column: string): SqlFragment {
  const type = typeOf(join, column);
  const value = quoteIdentifier(column);
  return type === undefined ? value : castStrictly(value, type);
}

/**
 * Adds the rows of one relation, whose columns have their types, that find a match in each lookup table; returns how many found none, over all
 * tables.
 */
export async function countMatches(
  session: Session,
  slice: IngestSlice,
  relation: SqlFragment,
  counts: JoinCounts[],
): Promise<number> {
  let unmatched = 0;
  for (const [j, join] of slice.dataset.joins.entries()) {
    const equal = Object.keys(join.on).map(
      (column, k) => sql`CAST(log.${quoteIdentifier(column)} AS VARCHAR) = found._domainlens_key_${k}`,
    );
    const found = sql`EXISTS (SELECT 1 FROM join_${j} AS found WHERE ${joinFragments(equal, " AND ")})`;
    const statement = sql`SELECT COUNT(*) AS rows, COUNT(*) FILTER (WHERE ${found}) AS matched FROM (${relation}) AS log`;
    const [{ rows, matched }] = await session.rows(statement, {}, countRow.extend({ matched: z.number() }));
    const before = counts[j];
    counts[j] = {
      ...before,
      matchedRows: before.matchedRows + matched,
      unmatchedRows: before.unmatchedRows + rows - matched,
    };
    unmatched += rows - matched;
  }
  return unmatched;
}

/** A value that is not of its type would be a NULL, and a NULL in a lookup table looks like a row without a match, or a key that no row has. */
function misfit(column: string, type: ColumnType | undefined): Flaw[] {
  if (type === undefined) return [];
  const value = quoteIdentifier(column);
  const text = sql`CASE WHEN ${castStrictly(value, type)} IS NULL THEN CAST(${value} AS VARCHAR) END`;
  return [{ reason: `${column} is not a ${type}`, column, text }];
}

const flawRow = z.object({ record: z.number(), text: z.string() });

async function refuseFlaws(session: Session, open: OpenFile, name: string): Promise<void> {
  for (const { reason, text } of open.flaws) {
    const statement = sql`SELECT _domainlens_record AS record, ${text} AS text FROM (${open.relation}) AS lookup WHERE ${text} IS NOT NULL ORDER BY record LIMIT 1`;
    const [flaw] = await session.rows(statement, {}, flawRow);
    if (flaw !== undefined) throw damaged(name, { line: open.lineOf(flaw.record), defect: reason, text: flaw.text });
  }
}

async function refuseDuplicates(
  session: Session,
  j: number,
  keys: number,
  files: readonly SourceFile[],
): Promise<void> {
  const columns = Array.from({ length: keys }, (_, k) => sql`_domainlens_key_${k}`);
  const key = joinFragments(columns, ", ");
  const text = joinFragments(columns, " || ', ' || ");
  const statement = sql`SELECT ${text} AS key, COUNT(*) AS rows FROM join_${j} WHERE ${text} IS NOT NULL GROUP BY ${key} HAVING COUNT(*) > 1 ORDER BY ${key} LIMIT 5`;
  const duplicates = await session.rows(statement, {}, duplicateRow);
  if (duplicates.length === 0) return;
  throw new DomainlensError("data", {
    what: `the lookup table ${files.map((file) => file.name).join(", ")} holds keys more than once, so a join would multiply rows`,
    value: duplicates.map((row) => `${row.key} (${row.rows} times)`),
    remedy: "make the keys of dataset.joins.on unique in that table",
  });
}

function damaged(name: string, bad: { line: number; defect: string; text: string }): DomainlensError {
  return new DomainlensError("data", {
    what: `${name}, line ${bad.line}: ${bad.defect}`,
    value: bad.text,
    remedy: "repair the lookup table: a damaged one would lose matches silently",
  });
}
