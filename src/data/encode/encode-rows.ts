import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import { partFile, splitNames } from "../artifacts/layout.ts";
import { joinFragments, quoteIdentifier, sql, type SqlFragment } from "../identifiers.ts";
import { partRanges, type PartRange } from "../row-ranges.ts";
import { createNarrowView, createRowsView } from "../rows-view.ts";
import { type ColumnBlock, joinBlocks, sideBySide } from "../side-by-side.ts";
import { loadFragment, loadSql } from "../sql-file.ts";
import type { Session } from "../session.ts";
import type { StatisticTable } from "../statistics/statistic-tables.ts";
import { type DirectIds, directIds } from "./direct-ids.ts";

/** A feature of the rows, with the table that maps its values to ids. */
export interface MappedFeature {
  readonly name: string;
  readonly kind: "categorical" | "numerical";
  /** Elements kept of a sequence; null for a scalar. */
  readonly maxLength: number | null;
  readonly ids: string;
}

const truncatedRow = z.object({ truncated: z.number() });

interface Target {
  readonly ingest: IngestArtifact;
  readonly tables: readonly StatisticTable[];
  readonly features: readonly MappedFeature[];
  /** The table of `fitUsers`, where rows are to have their user. */
  readonly users?: SqlFragment | undefined;
  readonly rowsDir: string;
  readonly scratchDir: string;
  readonly signal: AbortSignal;
  readonly report: (done: number, total: number) => void;
}

/** A feature with the expression that gives its ids; undefined: a join does. */
interface PlacedFeature extends MappedFeature {
  /** Among all features. */
  readonly place: number;
  readonly direct: DirectIds | undefined;
}

/**
 * Writes `rows/<split>/<part>.parquet` in the order of `_row` within the typed parts, as many ranges at once as there are threads; files do
 * not depend on these. Every value has an id in its table, NULL too, so no join loses or adds a row.
 */
export async function encodeRows(session: Session, parts: readonly string[], target: Target): Promise<void> {
  for (const split of splitNames) mkdirSync(join(target.rowsDir, split), { recursive: true });
  const ranges = await partRanges(session, parts, sql`typed_rows._row`);
  const features = await placedFeatures(session, target);
  let encoded = 0;
  target.report(encoded, ranges.length);
  await session.concurrently([...ranges.entries()], async (thread, [r, range]) => {
    target.signal.throwIfAborted();
    await encodeRange(thread, range, partFile(r), { ...target, features });
    encoded++;
    target.report(encoded, ranges.length);
  });
}

/**
 * The rows are encoded together and then divided among the splits: taken apart first, each value would be read once a split.
 *
 * @param file the name of the file that each split gets
 */
async function encodeRange(
  session: Session,
  { part, chosen }: PartRange,
  file: string,
  target: PlacedTarget,
): Promise<void> {
  const { ingest, tables, rowsDir, scratchDir } = target;
  const prepare = (names: readonly string[]): Promise<void> =>
    // A counted feature is joined to the whole view.
    tables.length > 0
      ? createRowsView(session, [part], ingest, tables)
      : createNarrowView(session, [part], ingest, names);
  const blocks = rowBlocks(target, chosen, prepare);
  const columns = blocks.flatMap((block) => block.columns).filter((name) => name !== "_split");
  await sideBySide(session, blocks, join(scratchDir, `blocks-${file}`), async (query) => {
    await session.run(`CREATE OR REPLACE TEMP TABLE encoded_range AS ${query}`);
  });
  for (const [s, split] of splitNames.entries()) {
    const query = loadSql("encode/split-rows", {
      columns: joinFragments(columns.map(quoteIdentifier), ", "),
      split: sql`${s}`,
    });
    await session.writeParquet(query, join(rowsDir, split, file), {}, columns.length);
  }
}

type PlacedTarget = Omit<Target, "features"> & { readonly features: readonly PlacedFeature[] };

async function placedFeatures(session: Session, { features }: Target): Promise<PlacedFeature[]> {
  const categories = features.map(({ kind, ids, maxLength }) =>
    kind === "categorical" ? { ids, sequence: maxLength !== null } : undefined,
  );
  const direct = await directIds(session, categories);
  return features.map((feature, place) => ({ ...feature, place, direct: direct[place] }));
}

/** Rows of all parts whose sequence is longer than what is kept; the view holds every part. */
export async function countTruncated(session: Session, feature: MappedFeature): Promise<number> {
  if (feature.maxLength === null) return 0;
  const column = quoteIdentifier(feature.name);
  const length = feature.kind === "numerical" ? sql`list_count(${column})` : sql`len(${column})`;
  const query = loadSql("encode/truncated-rows", { length });
  const [{ truncated }] = await session.rows(query, { maxLength: BigInt(feature.maxLength) }, truncatedRow);
  return truncated;
}

/** The columns of the encoded rows, as many of them a query as it can join. @param prepare makes the view of the rows with some features alone */
function rowBlocks(
  { features, users }: PlacedTarget,
  chosen: SqlFragment,
  prepare: (names: readonly string[]) => Promise<void>,
): ColumnBlock[] {
  const blocks = joinBlocks(features);
  return blocks.map((block, i): ColumnBlock => {
    const isLast = i === blocks.length - 1;
    const columns = [
      ...(i === 0 ? rowColumns : []),
      ...block.map(featureColumn),
      ...(isLast && users !== undefined ? [{ name: "_user", value: sql`coalesce(users.id, -1)` }] : []),
    ];
    const joins = block.flatMap((feature) => (feature.direct === undefined ? [featureJoin(feature, chosen)] : []));
    if (isLast && users !== undefined) joins.push(sql`LEFT JOIN ${users} AS users ON users.value = typed_rows._user`);
    const query = loadSql("encode/rows", {
      columns: joinFragments(
        columns.map(({ name, value }) => sql`${value} AS ${quoteIdentifier(name)}`),
        ", ",
      ),
      joins: joinFragments(joins, "\n"),
      chosen,
    });
    const names = block.map(({ name }) => name);
    return {
      query,
      columns: columns.map(({ name }) => name),
      prepare: () => prepare(names),
    };
  });
}

interface Column {
  readonly name: string;
  readonly value: SqlFragment;
}

const rowColumns: readonly Column[] = [
  { name: "_split", value: sql`typed_rows._split` },
  { name: "_row", value: sql`typed_rows._row` },
  { name: "_domain", value: sql`typed_rows._domain_index` },
  { name: "_label", value: sql`CAST(typed_rows._label AS INTEGER)` },
];

function featureColumn({ name, maxLength, place, direct }: PlacedFeature): Column {
  const column = sql`typed_rows.${quoteIdentifier(name)}`;
  if (maxLength === null) return { name, value: direct?.(column) ?? sql`${alias(place)}.id` };
  const ids = direct?.(lastElements(column, maxLength)) ?? sql`${alias(place)}.ids`;
  return { name, value: sql`coalesce(${ids}, CAST([] AS INTEGER[]))` };
}

function featureJoin(feature: PlacedFeature, chosen: SqlFragment): SqlFragment {
  const [name, joined] = [quoteIdentifier(feature.name), alias(feature.place)];
  if (feature.maxLength === null) {
    return sql`LEFT JOIN ${quoteIdentifier(feature.ids)} AS ${joined} ON ${joined}.value IS NOT DISTINCT FROM typed_rows.${name}`;
  }
  return sql`LEFT JOIN (${sequenceQuery(feature, feature.maxLength, chosen)}) AS ${joined} ON ${joined}._row = typed_rows._row`;
}

function lastElements(list: SqlFragment, maxLength: number): SqlFragment {
  return sql`list_slice(${list}, -${maxLength}, -1)`;
}

function sequenceQuery(feature: MappedFeature, maxLength: number, chosen: SqlFragment): SqlFragment {
  const column = quoteIdentifier(feature.name);
  // A numeric null is dropped before the last elements are taken; elsewhere the list is cut before it is taken apart.
  const whole = feature.kind === "numerical";
  return loadFragment("encode/sequence-ids", {
    feature: whole ? column : lastElements(column, maxLength),
    ids: quoteIdentifier(feature.ids),
    kept: whole ? sql`elements.value IS NOT NULL` : sql`true`,
    maxLength: sql`${maxLength}`,
    chosen,
  });
}

function alias(feature: number): SqlFragment {
  return sql`ids_${feature}`;
}
