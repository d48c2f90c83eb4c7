import { z } from "zod";
import { DomainlensError } from "../../util/errors.ts";
import { quoteLiteral, userExpression } from "../identifiers.ts";
import type { Session } from "../session.ts";
import { outputColumns } from "./columns.ts";
import type { IngestSlice } from "./slice.ts";

/** A macro of DuckDB's, which it does not say of that it asks for the time. */
const clockMacros = ["ago"];
/** The time, as SQL writes it without brackets. */
const clockWords = ["current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"];
/** Functions that make several rows of one. */
const rowMakers = ["unnest", "generate_subscripts", "regexp_split_to_table"];
/** Called unsteady by DuckDB, lest it be called beforehand. */
const steady = ["error"];

const functionSchema = z.object({ name: z.string() });
const treeSchema = z.object({ tree: z.string() });

/** SQL that the config holds, and the key that holds it. */
interface OwnExpression {
  readonly who: string;
  readonly source: string;
}

/** The expressions of the config. */
export function ownExpressions(slice: IngestSlice): OwnExpression[] {
  const columns = outputColumns(slice, true, new Set());
  const expressions = columns
    .filter(({ raw, source }) => raw === userExpression(source))
    .map(({ who, source }) => ({ who, source }));
  const { filter } = slice.dataset;
  return filter === undefined ? expressions : [...expressions, { who: "dataset.filter", source: filter }];
}

/**
 * Refuses expressions that depend on more than their row: a file is read in parts, some rows twice, and outputs are taken over where config and files are the
 * same. Errors: DomainlensError("config") with the key and the function. What does not parse is left to who binds it.
 */
export async function requireSteady(session: Session, expressions: readonly OwnExpression[]): Promise<void> {
  const unsteady = await unsteadyFunctions(session);
  for (const { who, source } of expressions) {
    const query = quoteLiteral(`SELECT ${userExpression(source)}`);
    const [{ tree }] = await session.rows(
      `SELECT CAST(json_serialize_sql(${query}) AS VARCHAR) AS tree`,
      {},
      treeSchema,
    );
    for (const called of callsOf(JSON.parse(tree))) refuse(who, source, called, unsteady);
  }
}

async function unsteadyFunctions(session: Session): Promise<Set<string>> {
  const named = await session.rows(
    "SELECT DISTINCT lower(function_name) AS name FROM duckdb_functions() WHERE stability IN ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')",
    {},
    functionSchema,
  );
  const names = new Set([...named.map(({ name }) => name), ...clockMacros, ...clockWords]);
  for (const name of steady) names.delete(name);
  return names;
}

/** A function of an expression, or a word without brackets that may be one. */
interface Call {
  readonly name: string;
  readonly isWindow: boolean;
}

/** The calls in DuckDB's own tree of a statement. */
function callsOf(node: unknown): Call[] {
  if (Array.isArray(node)) return node.flatMap(callsOf);
  if (typeof node !== "object" || node === null) return [];
  return [...callAt(node), ...Object.values(node).flatMap(callsOf)];
}

const callSchema = z.looseObject({ class: z.enum(["FUNCTION", "WINDOW"]), function_name: z.string() });
const wordSchema = z.looseObject({ class: z.literal("COLUMN_REF"), column_names: z.tuple([z.string()]) });

function callAt(node: object): Call[] {
  const call = callSchema.safeParse(node);
  if (call.success) return [{ name: call.data.function_name.toLowerCase(), isWindow: call.data.class === "WINDOW" }];
  const word = wordSchema.safeParse(node);
  const name = word.success ? word.data.column_names[0].toLowerCase() : "";
  return clockWords.includes(name) ? [{ name, isWindow: false }] : [];
}

function refuse(who: string, value: string, { name, isWindow }: Call, unsteady: ReadonlySet<string>): void {
  if (isWindow) {
    throw new DomainlensError("config", {
      what: `${who} has the window function ${name}: it would see a part of the rows, as files are read in parts`,
      value,
      remedy: "write what it gives into the files, or take it by dataset.joins",
    });
  }
  if (rowMakers.includes(name)) {
    throw new DomainlensError("config", {
      what: `${who} calls ${name}, which makes several rows of one`,
      value,
      remedy: "use dataset.explode for a row an element, or a feature with sequence: list",
    });
  }
  if (!unsteady.has(name)) return;
  throw new DomainlensError("config", {
    what: `${who} calls ${name}, which does not give a row the same value each time`,
    value,
    remedy: "use what the row has, such as md5(id) to draw rows, and write a date as a literal",
  });
}
