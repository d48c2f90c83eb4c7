import { joinFragments, quoteIdentifier, quotePaths, sql, type SqlFragment } from "../identifiers.ts";
import { loadFragment } from "../sql-file.ts";
import type { EncodedFeature } from "../artifacts/encode.ts";
import { type ColumnBlock, joinBlocks } from "../side-by-side.ts";
import type { FeedColumn } from "./columns.ts";

/** Encoded rows: files, and a condition on the columns of `encoded`. */
export interface EncodedRows {
  readonly parts: readonly string[];
  readonly chosen: SqlFragment;
}

/** The columns of feed rows from encoded rows, as many a query as it can join; the support of a numerical feature is the table of `supportTable`. */
export function feedBlocks(columns: readonly FeedColumn[], rows: EncodedRows): ColumnBlock[] {
  const features = [...new Set(columns.flatMap(({ feature }) => feature ?? []))];
  const blocks = joinBlocks(features);
  return blocks.map((block, i): ColumnBlock => {
    const own = columns.filter(({ feature }) => (feature === null ? i === 0 : block.includes(feature)));
    // One block keeps the order of the files by itself.
    const order = blocks.length > 1 ? sql` ORDER BY encoded._row` : sql``;
    return { query: sql`${feedQuery(own, rows)}${order}`, columns: own.map(({ name }) => name) };
  });
}

function feedQuery(columns: readonly FeedColumn[], rows: EncodedRows): SqlFragment {
  const numerical = columns.flatMap(({ feature, holds }) => (feature !== null && holds === "numbers" ? [feature] : []));
  return loadFragment("select/feed-rows", {
    columns: joinFragments(columns.map(selectColumn), ",\n  "),
    parts: quotePaths(rows.parts),
    joins: joinFragments(
      numerical.map((feature) => supportJoin(feature, rows)),
      "\n",
    ),
    chosen: rows.chosen,
  });
}

/** The query of all rows of feed files. */
export function feedColumnsQuery(columns: readonly FeedColumn[], files: readonly string[]): SqlFragment {
  const names = columns.map(({ name }) => quoteIdentifier(name));
  return loadFragment("select/feed-columns", { columns: joinFragments(names, ", "), parts: quotePaths(files) });
}

/** The table that holds the support of a numerical feature. */
export function supportTable({ index }: EncodedFeature): SqlFragment {
  return sql`support_${index}`;
}

function selectColumn({ name, feature, holds }: FeedColumn): SqlFragment {
  const column = quoteIdentifier(name);
  if (feature === null || holds === "ids") return sql`encoded.${column}`;
  const { index, sequence } = feature;
  if (holds === "numbers") return sql`mapped_${index}.${sequence ? sql`numbers` : sql`value`} AS ${column}`;
  return sql`mapped_${index}.${sequence ? sql`buckets` : sql`bucket`} AS ${column}`;
}

/** Every id has its row, so that a left join neither drops nor repeats a row, and keeps their order. */
function supportJoin(feature: EncodedFeature, { parts, chosen }: EncodedRows): SqlFragment {
  const { index, name, sequence } = feature;
  const column = quoteIdentifier(name);
  const support = supportTable(feature);
  if (!sequence) return sql`LEFT JOIN ${support} AS mapped_${index} ON mapped_${index}.id = encoded.${column}`;
  const mapped = loadFragment("select/sequence-values", { feature: column, support, parts: quotePaths(parts), chosen });
  return sql`LEFT JOIN (${mapped}) AS mapped_${index} ON mapped_${index}._row = encoded._row`;
}
