import { z } from "zod";
import type { FeatureConfig } from "../../config/schema.ts";
import { entityOfRole } from "../../util/entity-role.ts";
import { DomainlensError } from "../../util/errors.ts";
import { quotePaths, sql } from "../identifiers.ts";
import type { Session } from "../session.ts";
import { missingColumn, requireColumns } from "./require-columns.ts";
import { type IngestSlice, namedColumns } from "./slice.ts";

/**
 * Features that a file cannot give, each with the error that this is if the file holds rows of the feature's entity; null for a feature of
 * another entity than the one whose rows the file holds.
 */
export type AbsentFeatures = ReadonlyMap<string, DomainlensError | null>;

/** What a file has of what the config names. */
export interface FileSchema {
  /** Without the types of columns that the file has not. */
  readonly slice: IngestSlice;
  readonly absent: AbsentFeatures;
  /** Columns of `dataset.columns` that the file has not, each with the error that this is if no file has it. */
  readonly untyped: ReadonlyMap<string, DomainlensError>;
}

export interface LogFile {
  readonly slice: IngestSlice;
  /** The entity of all rows; undefined where the rows tell theirs. */
  readonly entity: string | undefined;
}

/**
 * Checks a file against the columns that the config names. A column that only entity-specific features read may be missing where rows tell
 * their entity, for the file may hold none of it. A file set of one entity must have all columns of its own features, and gives none to those of
 * others, whose columns may have the same names. Errors: DomainlensError("data") naming file and column, and the entity of the file set.
 */
export function fileSchema({ slice, entity }: LogFile, file: string, columns: readonly string[]): FileSchema {
  const specific = Object.entries(slice.features).filter(([, { role }]) => entityOfRole(role) !== undefined);
  const absent = new Map<string, DomainlensError | null>();
  for (const [name, feature] of specific) {
    const owner = entityOfRole(feature.role);
    if (entity !== undefined && owner !== entity) {
      absent.set(name, null);
      continue;
    }
    const needed = neededBy(`features.${name}`, withFeatures(slice, [[name, feature]]));
    const error = missingColumn(file, columns, needed);
    if (error !== null && entity !== undefined) throw ofOwnEntity(error, entity);
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
  parts: readonly string[],
): Promise<void> {
  if (absent.size === 0) return;
  const statement = sql`SELECT DISTINCT _domain AS name FROM read_parquet(${quotePaths(parts)}, hive_partitioning = false)`;
  const domains = new Set((await session.rows(statement, {}, domainRow)).map(({ name }) => name));
  for (const [name, error] of absent) {
    const entity = entityOfRole(slice.features[name].role);
    if (error !== null && entity !== undefined && domains.has(entity)) throw ofOwnEntity(error, entity);
  }
}

/** The error of a feature that a file with rows of its entity lacks, with the entity. */
function ofOwnEntity(error: DomainlensError, entity: string): DomainlensError {
  const what = `${error.details.what}; the file has rows of ${JSON.stringify(entity)}, whose feature it is`;
  return new DomainlensError(error.code, { ...error.details, what });
}
