import { DomainlensError } from "../../util/errors.ts";
import { quoteIdentifier, type SqlFragment, userExpression } from "../identifiers.ts";
import type { Session } from "../session.ts";
import type { OutputColumn } from "./columns.ts";
import type { IngestSlice } from "./slice.ts";

/**
 * Binds each expression of the config alone, so that an error names the key that holds it. `source` is a statement that gives the
 * source columns.
 */
export async function checkExpressions(
  session: Session,
  slice: IngestSlice,
  columns: readonly OutputColumn[],
  source: string,
): Promise<void> {
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
    await bind(column.who, column.source, column.raw);
    await bind(column.who, column.source, column.typed(column.raw));
  }
  const { filter } = slice.dataset;
  if (filter !== undefined) await bind("dataset.filter", filter, userExpression(filter));
  if (slice.split.by === "time") await bind("split.column", slice.split.column, quoteIdentifier(slice.split.column));
}
