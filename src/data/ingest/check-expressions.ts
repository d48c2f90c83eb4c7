import { entityOfRole } from "../../util/entity-role.ts";
import { DomainlensError } from "../../util/errors.ts";
import { quoteIdentifier, type SqlFragment, userExpression } from "../identifiers.ts";
import type { Session } from "../session.ts";
import type { AbsentFeatures } from "./absent-features.ts";
import type { OutputColumn } from "./columns.ts";
import type { IngestSlice } from "./slice.ts";

/** How DuckDB says that an expression reads a column that is not there. */
const missingColumn = /Referenced column .* not found/;

/**
 * Binds the expressions of the config; where they do not bind together, each alone, so that an error names the key that holds it. `whole` is a
 * statement that has them all, `source` one that gives the source columns. Returns the entity-specific features whose expression reads a column that the file has not, each with its error.
 */
export async function checkExpressions(
  session: Session,
  slice: IngestSlice,
  columns: readonly OutputColumn[],
  { source, whole }: { readonly source: string; readonly whole: string },
): Promise<AbsentFeatures> {
  const absent = new Map<string, DomainlensError>();
  if (await binds(session, whole)) return absent;
  const bind = async (who: string, text: string, expression: SqlFragment): Promise<void> => {
    try {
      const statement = await session.connection.prepare(
        `SELECT ${expression} FROM (${source}) AS source_columns LIMIT 0`,
      );
      statement.destroySync();
    } catch (cause) {
      throw new DomainlensError("config", {
        what: `${who}: ${cause instanceof Error ? cause.message.split("\n\nLINE")[0] : String(cause)}`,
        value: text,
        remedy: "correct the expression; it may use the columns of the files, of dataset.joins and of dataset.explode",
        cause,
      });
    }
  };
  for (const column of columns) {
    try {
      await bind(column.who, column.source, column.raw);
    } catch (error) {
      if (!(error instanceof DomainlensError) || !isAbsent(slice, column.name, error)) throw error;
      absent.set(column.name, error);
      continue;
    }
    await bind(column.who, column.source, column.typed(column.raw));
  }
  const { filter } = slice.dataset;
  if (filter !== undefined) await bind("dataset.filter", filter, userExpression(filter));
  if (slice.split.by === "time") await bind("split.column", slice.split.column, quoteIdentifier(slice.split.column));
  return absent;
}

async function binds(session: Session, statement: string): Promise<boolean> {
  try {
    (await session.connection.prepare(statement)).destroySync();
    return true;
  } catch {
    return false;
  }
}

function isAbsent({ features }: IngestSlice, name: string, error: DomainlensError): boolean {
  return (
    Object.hasOwn(features, name) &&
    entityOfRole(features[name].role) !== undefined &&
    missingColumn.test(error.message)
  );
}
