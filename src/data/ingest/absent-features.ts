import { z } from "zod";
import type { FeatureConfig } from "../../config/schema.ts";
import { entityOfRole } from "../../util/entity-role.ts";
import type { DomainlensError } from "../../util/errors.ts";
import { quoteLiteral, sql } from "../identifiers.ts";
import type { Session } from "../session.ts";
import { missingColumn, requireColumns } from "./require-columns.ts";
import { type IngestSlice, namedColumns } from "./slice.ts";

/** Features that a file cannot give, each with the error that this is if the file holds rows of the feature's entity. */
export type AbsentFeatures = ReadonlyMap<string, DomainlensError>;

/** What a file has of what the config names. */
export interface FileSchema {
  /** Without the types of columns that the file has not. */
  readonly slice: IngestSlice;
  readonly absent: AbsentFeatures;
  /** Columns of `dataset.columns` that the file has not, each with the error that this is if no file has it. */
  readonly untyped: ReadonlyMap<string, DomainlensError>;
}

/**
 * Checks a file against the columns that the config names. Entities may come in files of their own: a column that only entity-specific
 * features read may be missing. Errors: DomainlensError("data") naming file and column for any other.
 */
export function fileSchema(slice: IngestSlice, file: string, columns: readonly string[]): FileSchema {
  const specific = Object.entries(slice.features).filter(([, { role }]) => entityOfRole(role) !== undefined);
  const absent = new Map<string, DomainlensError>();
  for (const [name, feature] of specific) {
    const error = missingColumn(file, columns, neededBy(`features.${name}`, withFeatures(slice, [[name, feature]])));
    if (error !== null) absent.set(name, error);
  }
  const untyped = new Map<string, DomainlensError>();
  // Types are for expressions: without the column, only that of an entity-specific feature may fail to bind.
  const types = Object.entries(slice.dataset.columns).filter(([column]) => {
    const error = specific.length === 0 ? null : missingColumn(file, columns, new Map([[column, "dataset.columns"]]));
    if (error !== null) untyped.set(column, error);
    return error === null;
  });
  const typed = { ...slice, dataset: { ...slice.dataset, columns: Object.fromEntries(types) } };
  const readable = Object.entries(slice.features).filter(([name]) => !absent.has(name));
  requireColumns(file, columns, namedColumns(withFeatures(typed, readable)));
  return { slice: typed, absent, untyped };
}

function withFeatures(slice: IngestSlice, features: readonly (readonly [string, FeatureConfig])[]): IngestSlice {
  return { ...slice, features: Object.fromEntries(features) };
}

function neededBy(who: string, slice: IngestSlice): Map<string, string> {
  return new Map([...namedColumns(slice)].filter(([, needs]) => needs === who));
}

const domainRow = z.object({ name: z.string() });

/** Errors: that of an absent feature whose entity has kept rows in the file. @param part the file's typed rows */
export async function refuseOwnRows(
  session: Session,
  slice: IngestSlice,
  absent: AbsentFeatures,
  part: string,
): Promise<void> {
  if (absent.size === 0) return;
  const statement = sql`SELECT DISTINCT _domain AS name FROM read_parquet(${quoteLiteral(part)})`;
  const domains = new Set((await session.rows(statement, {}, domainRow)).map(({ name }) => name));
  for (const [name, error] of absent) {
    const entity = entityOfRole(slice.features[name].role);
    if (entity !== undefined && domains.has(entity)) throw error;
  }
}
