import { join } from "node:path";
import { z } from "zod";
import type { SourceFile } from "../../dag/stage.ts";
import { DomainlensError } from "../../util/errors.ts";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import { partFiles } from "../artifacts/layout.ts";
import { joinFragments, quoteIdentifier, quotePaths, sql, type SqlFragment } from "../identifiers.ts";
import type { Session } from "../session.ts";
import { type AbsentFeatures, type FileSchema, fileSchema, refuseOwnRows } from "./absent-features.ts";
import { checkExpressions } from "./check-expressions.ts";
import { type Classifier, classify, type FilePlace, keptColumns, typedSource } from "./classify.ts";
import { type OutputColumn, outputColumns } from "./columns.ts";
import { type FileColumn, schemaHashes } from "./file-schemas.ts";
import { countMatches } from "./joins.ts";
import { openFile } from "./open-file.ts";
import type { OpenFile } from "./opened-file.ts";
import type { RejectWriter } from "./rejects.ts";
import { refuseNames } from "./refuse-names.ts";
import { recordRanges } from "./record-ranges.ts";
import { type IngestSlice, namedColumns } from "./slice.ts";

export interface FileContext {
  readonly slice: IngestSlice;
  /** The entity of all rows of the file; undefined where the log has no file sets. */
  readonly entity: string | undefined;
  readonly rowsDir: string;
  readonly scratchDir: string;
  readonly rejects: RejectWriter;
  readonly joinCounts: IngestArtifact["joins"];
  readonly signal: AbortSignal;
}

/** Counts of a file, and what it lacks of what the config names. */
export interface IngestedFile extends Pick<FileSchema, "absent" | "untyped"> {
  readonly counts: IngestArtifact["files"][number];
  readonly columns: readonly FileColumn[];
}

const countRow = z.object({ rows: z.number() });
const keptRow = z.object({ kept: z.number() });
const excludedRow = z.object({ defect: z.number(), rows: z.number() });
const rejectRow = z.object({ record: z.number(), defect: z.number(), value: z.string().nullable() });

/**
 * Reads one raw file into one part of typed rows. Always read = kept + rejected; the records of the file equal those that the
 * reader gave plus those rejected before it. A breach is DomainlensError("data").
 */
export async function ingestFile(
  session: Session,
  context: FileContext,
  file: SourceFile,
  place: FilePlace,
): Promise<IngestedFile> {
  const { rejects, entity } = context;
  const { dataset } = context.slice;
  const open = await openFile(session, {
    ...file,
    entity,
    format: dataset.format,
    csv: dataset.csv,
    jsonColumns: jsonColumns(context.slice),
    types: { ...dataset.columns, ...nativeLists(context.slice) },
    scratchDir: context.scratchDir,
    scratchName: `clean-${place.fileIndex}`,
    signal: context.signal,
  });
  refuseNames(file.name, open.columns, dataset);
  const { slice, absent, untyped, columns, classifier } = await readable(session, context, { file, open, place });
  for (const bad of open.bad) {
    await rejects.write({ file: file.name, line: bad.line, column: null, value: bad.text, reason: bad.defect });
  }
  const unmatched = await countMatches(session, slice, typedSource(slice, open), context.joinCounts);
  const pieces = piecesOf(slice, open, (relation) => classify(slice, { ...open, relation }, columns, place));
  const paths = partFiles(place.fileIndex, pieces.length).map((name) => join(context.rowsDir, name));
  const kept = await writeKept(session, pieces, columns, { paths, sorted: unmatched > 0 });
  await refuseOwnRows(session, slice, absent, paths);
  const good = await countRead(session, slice, open, file.name);
  const { invalid, excluded } = await writeRejects(session, context, classifier, { file, open, missing: good - kept });
  if (kept + invalid + excluded !== good) {
    throw breach(file.name, `${good} rows were read, ${kept} kept, ${invalid} rejected and ${excluded} excluded`);
  }
  const damaged = open.bad.length;
  const fileColumns = open.columns.map((column, c) => ({ name: column, type: open.types?.[c] ?? "text" }));
  const counts = {
    name: file.name,
    ...(entity !== undefined && { entity }),
    bytes: file.bytes,
    records: open.records,
    header: open.header,
    read: good + damaged,
    kept,
    rejected: invalid + excluded + damaged,
    invalid: invalid + damaged,
    excluded,
    schema: schemaHashes(fileColumns),
    ...(pieces.length > 1 && { parts: pieces.length }),
    ...(open.uncheckedPages !== undefined && { uncheckedPages: open.uncheckedPages }),
    ...(open.doubts.length > 0 && { doubts: [...open.doubts] }),
  };
  return { counts, columns: fileColumns, absent, untyped };
}

interface Opened {
  readonly file: SourceFile;
  readonly open: OpenFile;
  readonly place: FilePlace;
}

interface Readable extends FileSchema {
  readonly columns: readonly OutputColumn[];
  readonly classifier: Classifier;
}

/** How the file is read: what it lacks is found first, by columns, then by expressions. */
async function readable(session: Session, context: FileContext, { file, open, place }: Opened): Promise<Readable> {
  const { slice, absent: lacking, untyped } = fileSchema(context, file.name, open.columns);
  const described = (absent: AbsentFeatures): Readable => {
    const columns = outputColumns(slice, open.typed, absent);
    return { slice, absent, untyped, columns, classifier: classify(slice, open, columns, place) };
  };
  const first = described(lacking);
  const { source, rows } = first.classifier;
  const whole = rows(keptColumns(first.columns));
  const unbound = await checkExpressions(session, slice, first.columns, { source, whole });
  const absent = new Map([...lacking, ...unbound]);
  return unbound.size === 0 ? first : described(absent);
}

/** The classifiers of the ranges that are written at once, each to a file of its own. An exploded list numbers the rows of a file from its first one on. */
function piecesOf(
  slice: IngestSlice,
  open: OpenFile,
  classifierOf: (relation: SqlFragment) => Classifier,
): Classifier[] {
  const { between } = open;
  const ranges = recordRanges(open.records);
  if (between === undefined || slice.dataset.explode !== undefined || ranges.length === 1) {
    return [classifierOf(open.relation)];
  }
  return ranges.map(({ first, last }) => classifierOf(between(first, last)));
}

async function writeKept(
  session: Session,
  pieces: readonly Classifier[],
  columns: readonly OutputColumn[],
  { paths, sorted }: { readonly paths: readonly string[]; readonly sorted: boolean },
): Promise<number> {
  // A left join gives the rows of a chunk that match before those that do not.
  const order = sorted ? sql` ORDER BY _domainlens_row` : sql``;
  await session.concurrently([...pieces.entries()], async (thread, [p, { rows }]) => {
    const kept = `${rows(keptColumns(columns))} WHERE _domainlens_defect = 0${order}`;
    await thread.writeParquet(kept, paths[p], {}, columns.length);
  });
  const statement = sql`SELECT CAST(coalesce(SUM(num_rows), 0) AS BIGINT) AS kept FROM parquet_file_metadata(${quotePaths(paths)})`;
  const [{ kept }] = await session.rows(statement, {}, keptRow);
  return kept;
}

/** Rows that the reader gives; more than records only where a list is exploded. */
async function countRead(session: Session, slice: IngestSlice, open: OpenFile, name: string): Promise<number> {
  const records = open.records - open.bad.length;
  const [counted] = await session.rows(sql`SELECT COUNT(*) AS rows FROM (${open.relation}) AS counted`, {}, countRow);
  if (counted.rows !== records)
    throw breach(name, `${records} well-formed records were found but ${counted.rows} were read`);
  const { explode } = slice.dataset;
  if (explode === undefined) return records;
  const length = sql`greatest(coalesce(len(${quoteIdentifier(explode.column)}), 0), 1)`;
  const statement = sql`SELECT CAST(coalesce(SUM(${length}), 0) AS BIGINT) AS rows FROM (${typedSource(slice, open)}) AS counted`;
  const [exploded] = await session.rows(statement, {}, countRow);
  return exploded.rows;
}

interface Missing {
  readonly file: SourceFile;
  readonly open: OpenFile;
  readonly missing: number;
}

/** A second pass over the file, only when rows are missing: lists the invalid rows, counts the excluded ones. */
async function writeRejects(
  session: Session,
  context: FileContext,
  classifier: Classifier,
  { file, open, missing }: Missing,
): Promise<{ invalid: number; excluded: number }> {
  if (missing === 0) return { invalid: 0, excluded: 0 };
  const { defects } = classifier;
  const { rejects } = context;
  const counts = await session.rows(
    `SELECT defect, COUNT(*) AS rows FROM (${classifier.rows(sql`_domainlens_defect AS defect`)}) AS classified WHERE defect > 0 GROUP BY defect ORDER BY defect`,
    {},
    excludedRow,
  );
  let excluded = 0;
  let invalid = 0;
  for (const { defect, rows } of counts) {
    const { excluded: isExcluded, reason, column } = defects[defect - 1];
    if (!isExcluded) {
      invalid += rows;
      continue;
    }
    excluded += rows;
    rejects.count(reason, column, rows);
  }
  if (invalid === 0) return { invalid, excluded };
  const values = defects.map((defect, i) => sql`WHEN ${i + 1} THEN CAST(${defect.value} AS VARCHAR)`);
  const listed = defects.flatMap((defect, i) => (defect.excluded ? [] : [sql`${i + 1}`]));
  const select = sql`_domainlens_record AS record, _domainlens_defect AS defect, CASE _domainlens_defect ${joinFragments(values, " ")} END AS value`;
  const statement = `${classifier.rows(select)} WHERE _domainlens_defect IN (${joinFragments(listed, ", ")}) ORDER BY record, defect, value`;
  for await (const chunk of session.stream(statement)) {
    for (const [record, defect, value] of chunk.getRows()) {
      const row = rejectRow.parse({ record: Number(record), defect, value });
      const { reason, column } = defects[row.defect - 1];
      await rejects.write({ file: file.name, line: open.lineOf(row.record), column, value: row.value, reason });
    }
  }
  return { invalid, excluded };
}

/** JSON has no header: every column that something may need is taken. */
function jsonColumns(slice: IngestSlice): string[] {
  return [...new Set([...namedColumns(slice).keys(), ...Object.keys(slice.dataset.columns)])];
}

function nativeLists(slice: IngestSlice): Record<string, "varchar[]"> {
  const lists: Record<string, "varchar[]"> = {};
  for (const [name, feature] of Object.entries(slice.features)) {
    const isNative =
      feature.sequence === "list" || (typeof feature.sequence === "object" && feature.sequence.delimiter === undefined);
    if (isNative && feature.sql === undefined) lists[feature.column ?? name] = "varchar[]";
  }
  if (slice.dataset.explode !== undefined) lists[slice.dataset.explode.column] = "varchar[]";
  return lists;
}

function breach(name: string, counts: string): DomainlensError {
  return new DomainlensError("data", {
    what: `the rows of ${name} do not add up: ${counts}`,
    remedy: "report this as a bug with the file's dialect; nothing was written",
  });
}
