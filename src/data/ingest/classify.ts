import { joinFragments, quoteIdentifier, quoteLiteral, sql, type SqlFragment, userExpression } from "../identifiers.ts";
import type { OutputColumn } from "./columns.ts";
import type { OpenFile } from "./opened-file.ts";
import type { IngestSlice } from "./slice.ts";
import { splitValue } from "./split.ts";
import { castStrictly } from "./strict-cast.ts";
import { loadSql } from "../sql-file.ts";

/** A reason why a row is not kept. `excluded` rows are left out by the config; the others are invalid. */
export interface RowDefect {
  readonly reason: string;
  readonly column: string | null;
  readonly excluded: boolean;
  /** Number of the output column whose raw value shows the defect, or a fragment. */
  readonly value: SqlFragment;
  readonly when: SqlFragment;
}

export interface Classifier {
  readonly defects: readonly RowDefect[];
  /** The statement that gives what the config's expressions may use: source columns, joined ones, the exploded element. */
  readonly source: string;
  /** The statement that gives `select` over every row of the file; `_domainlens_defect` is 0 for a row to keep, else a defect's number. */
  readonly rows: (select: SqlFragment) => string;
}

/** Builds the statement that types the rows of one file and finds the first defect of each. */
export function classify(
  slice: IngestSlice,
  file: OpenFile,
  columns: readonly OutputColumn[],
  place: FilePlace,
): Classifier {
  const defects = rowDefects(slice, file, columns);
  const cases = defects.map((defect, i) => sql`WHEN ${defect.when} THEN ${i + 1}`);
  const source = {
    source: typedSource(slice, file),
    taken: taken(slice),
    joins: joins(slice),
    exploded: exploded(slice, place.rowBase),
  };
  const fragments = {
    ...source,
    raw: list(columns, (column, i) => sql`${column.raw} AS ${raw(i)}`),
    typed: list(columns, (column, i) => sql`${column.typed(raw(i))} AS ${typed(i)}`),
    split_value: splitValue(slice.split, place),
    defect: sql`CASE ${joinFragments(cases, " ")} ELSE 0 END`,
  };
  return {
    defects,
    source: loadSql("ingest/source-columns", source),
    rows: (select) => loadSql("ingest/classified-rows", { ...fragments, columns: select }),
  };
}

/** Where a file stands among the files: its number and the number of rows read before it. */
export interface FilePlace {
  readonly fileIndex: number;
  readonly rowBase: number;
  readonly split: "train" | "valid" | "test" | undefined;
}

/** The columns of the typed rows, in order. */
export function keptColumns(columns: readonly OutputColumn[]): SqlFragment {
  const named = columns.map((column, i) => sql`${typed(i)} AS ${quoteIdentifier(column.name)}`);
  return joinFragments([sql`_domainlens_row AS _row, _domainlens_split_value AS _split_value`, ...named], ", ");
}

function raw(i: number): SqlFragment {
  return sql`_domainlens_raw_${i}`;
}

function typed(i: number): SqlFragment {
  return sql`_domainlens_typed_${i}`;
}

function list(columns: readonly OutputColumn[], part: (column: OutputColumn, i: number) => SqlFragment): SqlFragment {
  return joinFragments(columns.map(part), ", ");
}

/** The relation with the columns of dataset.columns in their types; texts that do not fit stay in `_domainlens_text_<i>`. */
export function typedSource(slice: IngestSlice, file: OpenFile): SqlFragment {
  const types = Object.entries(slice.dataset.columns);
  if (types.length === 0) return file.relation;
  const names = joinFragments(
    types.map(([name]) => quoteIdentifier(name)),
    ", ",
  );
  const casts = types.map(([name, type], i) => {
    const column = quoteIdentifier(name);
    return sql`${castStrictly(column, type)} AS ${column}, ${column} AS _domainlens_text_${i}`;
  });
  return sql`SELECT * EXCLUDE (${names}), ${joinFragments(casts, ", ")} FROM (${file.relation}) AS raw_source`;
}

function taken(slice: IngestSlice): SqlFragment {
  const columns = slice.dataset.joins.flatMap((join, j) =>
    Object.keys(join.take).map((name) => sql`join_${j}.${quoteIdentifier(name)}`),
  );
  return joinFragments([sql`joined_rows.*`, ...columns], ", ");
}

function joins(slice: IngestSlice): SqlFragment {
  const clauses = slice.dataset.joins.map((join, j) => {
    const keys = Object.keys(join.on).map(
      (column, k) => sql`CAST(joined_rows.${quoteIdentifier(column)} AS VARCHAR) = join_${j}._domainlens_key_${k}`,
    );
    return sql`LEFT JOIN join_${j} ON ${joinFragments(keys, " AND ")}`;
  });
  return joinFragments(clauses, " ");
}

function exploded(slice: IngestSlice, rowBase: number): SqlFragment {
  const { explode } = slice.dataset;
  if (explode === undefined)
    return sql`SELECT joined.*, _domainlens_record - 1 + ${rowBase} AS _domainlens_row FROM joined`;
  const column = quoteIdentifier(explode.column);
  const elements = sql`CASE WHEN coalesce(len(${column}), 0) = 0 THEN [NULL] ELSE ${column} END`;
  const unnested = sql`SELECT joined.*, unnest(${elements}) AS ${quoteIdentifier(explode.as)} FROM joined`;
  return sql`SELECT unnested.*, row_number() OVER () - 1 + ${rowBase} AS _domainlens_row FROM (${unnested}) AS unnested`;
}

/** In the order in which they are looked for: damaged source values, the config's exclusions, then each output column. */
function rowDefects(slice: IngestSlice, file: OpenFile, columns: readonly OutputColumn[]): RowDefect[] {
  const { dataset, domain } = slice;
  const defects: RowDefect[] = [];
  const none = sql`NULL`;
  for (const { reason, column, text } of file.flaws) {
    defects.push({ reason, column, excluded: false, value: text, when: sql`${text} IS NOT NULL` });
  }
  Object.entries(dataset.columns).forEach(([name, type], i) => {
    const when = sql`_domainlens_text_${i} IS NOT NULL AND ${quoteIdentifier(name)} IS NULL`;
    const value = sql`CAST(_domainlens_text_${i} AS VARCHAR)`;
    defects.push({ reason: `not a ${type}`, column: name, excluded: false, value, when });
  });
  if (dataset.explode !== undefined) {
    const { column } = dataset.explode;
    const when = sql`coalesce(len(${quoteIdentifier(column)}), 0) = 0`;
    defects.push({ reason: "empty list", column, excluded: false, value: none, when });
  }
  if (dataset.filter !== undefined) {
    const when = sql`${userExpression(dataset.filter)} IS NOT TRUE`;
    defects.push({ reason: "dataset.filter", column: null, excluded: true, value: none, when });
  }
  columns.forEach((column, i) => defects.push(...columnDefects(column, i)));
  if (typeof domain === "object" && domain.values !== undefined) {
    const values = joinFragments(domain.values.map(quoteLiteral), ", ");
    const when = sql`${typed(0)} NOT IN (${values})`;
    defects.push({
      reason: "not in domain.values",
      column: columns[0].rejectColumn,
      excluded: true,
      value: none,
      when,
    });
  }
  if (slice.split.by === "time") {
    const when = sql`_domainlens_split_value IS NULL`;
    defects.push({ reason: "no time to split by", column: slice.split.column, excluded: false, value: none, when });
  }
  return defects;
}

function columnDefects(column: OutputColumn, i: number): RowDefect[] {
  return column.defects.map((defect) => ({
    reason: defect.reason,
    column: column.rejectColumn,
    excluded: false,
    value: defect.value?.(raw(i)) ?? sql`CAST(${raw(i)} AS VARCHAR)`,
    when: defect.when(raw(i), typed(i)),
  }));
}
