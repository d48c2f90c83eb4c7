import { DomainlensError } from "../../util/errors.ts";
import { listNames, nearest } from "../../util/suggest.ts";

/** The error of the first column that the config names and a file lacks, with the nearest that it has; null when it has all. */
export function missingColumn(
  file: string,
  present: readonly string[],
  needed: ReadonlyMap<string, string>,
): DomainlensError | null {
  for (const [column, who] of needed) {
    if (present.includes(column)) continue;
    const suggestion = nearest(column, present);
    return new DomainlensError("data", {
      what: `${file} has no column ${JSON.stringify(column)}, which ${who} needs`,
      remedy: `${suggestion === undefined ? "" : `did you mean ${JSON.stringify(suggestion)}? `}The file has: ${listNames(present)}`,
    });
  }
  return null;
}

/** Checks that a file has the columns that the config names. Errors: DomainlensError("data") naming file, column and the nearest. */
export function requireColumns(file: string, present: readonly string[], needed: ReadonlyMap<string, string>): void {
  const error = missingColumn(file, present, needed);
  if (error !== null) throw error;
}
