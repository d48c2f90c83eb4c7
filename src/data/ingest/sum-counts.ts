import type { Config } from "../../config/schema.ts";
import { DomainlensError } from "../../util/errors.ts";
import type { IngestArtifact } from "../artifacts/ingest.ts";

type Rows = IngestArtifact["rows"];

/** Sums the files' counts. Errors: DomainlensError("data") when more rows are invalid, or more files unreadable, than `maxRejects` allows. */
export function sumCounts(files: IngestArtifact["files"], maxRejects: Config["dataset"]["maxRejects"]): Rows {
  const sum = (key: "read" | "kept" | "rejected" | "invalid" | "excluded"): number =>
    files.reduce((total, file) => total + file[key], 0);
  const rows = {
    read: sum("read"),
    kept: sum("kept"),
    rejected: sum("rejected"),
    invalid: sum("invalid"),
    excluded: sum("excluded"),
  };
  const { share, count } = maxRejects;
  if (rows.invalid > share * rows.read || (count !== undefined && rows.invalid > count)) {
    throw new DomainlensError("data", {
      what: `${rows.invalid} of ${rows.read} rows are invalid, more than dataset.maxRejects allows`,
      value: maxRejects,
      remedy: "look at the reasons with a higher dataset.maxRejects, then repair the dump or the config",
    });
  }
  const unreadable = files.filter((file) => file.unreadable !== undefined);
  // An unreadable file is one reject, and its rows, which nobody can count, are taken for the average.
  if (unreadable.length > share * files.length || (count !== undefined && rows.invalid + unreadable.length > count)) {
    throw new DomainlensError("data", {
      what: `${unreadable.length} of ${files.length} files cannot be read, more than dataset.maxRejects allows. ${unreadable[0].unreadable}`,
      value: maxRejects,
      remedy: "repair or leave out the files, or set a higher dataset.maxRejects",
    });
  }
  return rows;
}
