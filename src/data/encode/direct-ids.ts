import { z } from "zod";
import { reservedIds } from "../artifacts/reserved-ids.ts";
import { joinFragments, quoteIdentifier, quoteList, sql, type SqlFragment } from "../identifiers.ts";
import type { Session } from "../session.ts";
import { loadSql } from "../sql-file.ts";

/** A categorical feature whose ids are to be found. */
interface Categories {
  /** Table value → id. */
  readonly ids: string;
  readonly sequence: boolean;
}

/** The ids of a column's values, or of a list's elements, as an expression. */
export type DirectIds = (column: SqlFragment) => SqlFragment;

export interface DirectLimits {
  /** Values of a scalar and characters of all of them together: they are a list within the statement. */
  readonly listed: number;
  readonly characters: number;
  /** Values of a sequence, and of all sequences together: an ENUM type takes some 220 bytes a value, which no memory limit counts. */
  readonly enumerated: number;
  readonly enumeratedInAll: number;
}

const defaultLimits: DirectLimits = {
  listed: 256,
  characters: 8192,
  enumerated: 32_768,
  enumeratedInAll: 131_072,
};

const countOf = z.number();
const factsRow = z.object({ n: countOf, length: countOf, has_nul: z.boolean(), named: countOf, rare: countOf });
type Facts = z.infer<typeof factsRow>;
const valueRow = z.object({ value: z.string(), id: countOf });

/**
 * Expressions for features with few values, which cost a fraction of a join: a scalar's place in a list of the values, which the engine looks up once for each
 * entry of a column's dictionary; and the codes of an ENUM type for a sequence, whose elements need not be taken apart and put together again. In the order of
 * the features; undefined where a join is to find the ids.
 */
export async function directIds(
  session: Session,
  features: readonly (Categories | undefined)[],
  limits: DirectLimits = defaultLimits,
): Promise<(DirectIds | undefined)[]> {
  const found: (DirectIds | undefined)[] = [];
  const types = new Map<string, SqlFragment>();
  let left = limits.enumeratedInAll;
  for (const feature of features) {
    if (feature === undefined) {
      found.push(undefined);
      continue;
    }
    const ids = quoteIdentifier(feature.ids);
    const [facts] = await session.rows(loadSql("encode/value-facts", { ids }), {}, factsRow);
    if (!feature.sequence) {
      found.push(isListed(facts, limits) ? await listedIds(session, ids) : undefined);
      continue;
    }
    if (!types.has(feature.ids) && facts.n > 0 && facts.n <= Math.min(limits.enumerated, left)) {
      types.set(feature.ids, await enumType(session, feature.ids));
      left -= facts.n;
    }
    const type = types.get(feature.ids);
    found.push(type && enumIds(type, facts));
  }
  return found;
}

function isListed({ n, length, has_nul: hasNul }: Facts, { listed, characters }: DirectLimits): boolean {
  return n > 0 && n <= listed && length <= characters && !hasNul;
}

async function listedIds(session: Session, ids: SqlFragment): Promise<DirectIds> {
  const rows = await session.rows(loadSql("encode/ordered-values", { ids }), {}, valueRow);
  const values = quoteList(rows.map(({ value }) => value));
  const idOf = sql`[${joinFragments(
    rows.map(({ id }) => sql`${id}`),
    ", ",
  )}]`;
  return (column) =>
    sql`CASE WHEN ${column} IS NULL THEN ${reservedIds.null} ELSE list_extract(${idOf}, list_position(${values}, ${column})) END`;
}

async function enumType(session: Session, name: string): Promise<SqlFragment> {
  const type = quoteIdentifier(`${name}_values`);
  await session.run(
    `CREATE OR REPLACE TYPE ${type} AS ENUM (SELECT value FROM (${loadSql("encode/ordered-values", { ids: quoteIdentifier(name) })}))`,
  );
  return type;
}

/** The codes of the type are places from 0 among the values in order. */
function enumIds(type: SqlFragment, { n, named, rare }: Facts): DirectIds {
  const code = sql`CAST(enum_code(element) AS INTEGER)`;
  const { unknown, null: none, rare: rareId, firstValue } = reservedIds;
  const ofOthers =
    n === named ? sql`` : sql` WHEN ${code} >= ${named + rare} THEN ${unknown} WHEN ${code} >= ${named} THEN ${rareId}`;
  const id = sql`CASE WHEN element IS NULL THEN ${none}${ofOthers} ELSE ${code} + ${firstValue} END`;
  return (list) => sql`list_transform(CAST(${list} AS ${type}[]), lambda element: ${id})`;
}
