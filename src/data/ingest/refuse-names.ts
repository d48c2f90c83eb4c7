import type { Config } from "../../config/schema.ts";
import { addedColumns } from "../../util/added-columns.ts";
import { DomainlensError } from "../../util/errors.ts";

/** Errors: DomainlensError for a column whose name is used while rows are read, or is that of one which the config adds. */
export function refuseNames(file: string, columns: readonly string[], dataset: Config["dataset"]): void {
  refuseOwn(file, columns);
  refuseAdded(file, columns, dataset);
}

/** Columns of the statements that classify rows have names that a log is not to have. */
function refuseOwn(file: string, columns: readonly string[]): void {
  const taken = columns.find((name) => name.toLowerCase().startsWith("_domainlens_"));
  if (taken === undefined) return;
  throw new DomainlensError("input", {
    what: `${file} has a column whose name is taken, ${taken}`,
    value: taken,
    remedy: "rename the column: names that begin with _domainlens_ are used while rows are read",
  });
}

/** Of two columns with one name, SQL would read the file's for both. */
function refuseAdded(file: string, columns: readonly string[], dataset: Config["dataset"]): void {
  const own = new Map(columns.map((name) => [name.toLowerCase(), name]));
  for (const { name, key } of addedColumns(dataset)) {
    const column = own.get(name.toLowerCase());
    if (column === undefined) continue;
    throw new DomainlensError("config", {
      what: `${key.join(".")}: ${JSON.stringify(name)} is the name of a column that ${file} has itself`,
      value: column,
      remedy: "choose another name there, and use it where this column is meant",
    });
  }
}
