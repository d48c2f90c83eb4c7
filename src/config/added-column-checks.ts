import { addedColumns } from "../util/added-columns.ts";
import { entityColumn } from "../util/entity-role.ts";
import type { ConfigProblem } from "./problems.ts";
import type { Config } from "./schema.ts";

/**
 * Checks the columns that joins and an exploded list add: in SQL, of two columns with one name the first would be read for both. The names that
 * files have are known when they are read.
 */
export function addedColumnChecks({ dataset }: Config): ConfigProblem[] {
  const { explode, entities } = dataset;
  const known = new Map<string, string>();
  if (entities !== undefined) known.set(entityColumn, "dataset.entities");
  if (explode !== undefined) known.set(explode.column.toLowerCase(), "dataset.explode.column");
  return addedColumns(dataset).flatMap(({ name, key }) => {
    const problem = { path: key, value: name, remedy: "choose another name" };
    if (name.toLowerCase().startsWith("_domainlens_")) {
      return [
        { ...problem, what: "is a reserved name: those that begin with _domainlens_ are used while rows are read" },
      ];
    }
    const other = known.get(name.toLowerCase());
    if (other !== undefined) return [{ ...problem, what: `is the name of another column, of ${other}` }];
    known.set(name.toLowerCase(), key.join("."));
    return [];
  });
}
