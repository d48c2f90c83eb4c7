import { basename } from "node:path";
import { z } from "zod";
import { DomainlensError } from "../util/errors.ts";
import { quotePath, sql, type SqlFragment } from "./identifiers.ts";
import type { Session } from "./session.ts";

/** Rows at a time where what is made of rows is collected in memory: sorted, or sequences taken apart and put together again. */
const rangeRows = 1 << 18;

/** A row group of a Parquet file by its least and greatest `_row`, which ascends within the file. */
export interface RowGroup {
  readonly low: number;
  readonly high: number;
  readonly rows: number;
}

const rowGroup = z.object({ low: z.number(), high: z.number(), rows: z.number() });

/**
 * The row groups of a file with a column `_row`, in order. Errors: DomainlensError("internal") where rows of one belong before those of another: ranges would leave
 * them out.
 */
export async function rowGroups(session: Session, path: string): Promise<RowGroup[]> {
  const groups = await session.rows(
    sql`SELECT CAST(stats_min_value AS BIGINT) AS low, CAST(stats_max_value AS BIGINT) AS high, row_group_num_rows AS rows FROM parquet_metadata(${quotePath(path)}) WHERE path_in_schema = '_row' ORDER BY row_group_id`,
    {},
    rowGroup,
  );
  const misplaced = groups.findIndex(({ low }, g) => g > 0 && low <= groups[g - 1].high);
  if (misplaced < 0) return groups;
  throw new DomainlensError("internal", {
    what: `the rows of ${basename(path)} are not in their order: row group ${misplaced} begins before the end of the one before`,
    value: `${groups[misplaced].low} after ${groups[misplaced - 1].high}`,
    remedy: "report this as a bug, with the pipeline",
  });
}

/** Rows of a part: those of which `chosen` is true. */
export interface PartRange {
  readonly part: string;
  readonly chosen: SqlFragment;
}

/** The rows of all parts in ranges, part by part in their order. @param column the `_row` of a part */
export async function partRanges(
  session: Session,
  parts: readonly string[],
  column: SqlFragment,
): Promise<PartRange[]> {
  const ranges: PartRange[] = [];
  for (const part of parts) {
    for (const chosen of await rowRanges(session, part, column)) ranges.push({ part, chosen });
  }
  return ranges;
}

/** Conditions that cut a part between row groups, so that none is read for two ranges; they depend on the part alone. */
async function rowRanges(session: Session, part: string, column: SqlFragment): Promise<SqlFragment[]> {
  const ranges: RowGroup[] = [];
  for (const group of await rowGroups(session, part)) {
    const last = ranges.at(-1);
    if (last === undefined || last.rows + group.rows > rangeRows) ranges.push(group);
    else ranges[ranges.length - 1] = { low: last.low, high: group.high, rows: last.rows + group.rows };
  }
  return ranges.map(({ low, high }) => sql`${column} BETWEEN ${low} AND ${high}`);
}
