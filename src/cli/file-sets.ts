import { findFiles } from "../config/find-files.ts";
import { DomainlensError } from "../util/errors.ts";

/** Files given on the command line. */
export interface FileSet {
  /** The entity of all rows; undefined where the files are those of one log. */
  readonly entity: string | undefined;
  readonly patterns: readonly string[];
}

/**
 * The files of each entity, where all are given as `<entity>=<file>`, such as `post=posts.csv product=products.csv`; else one set. A path with
 * an = in it is a path. Throws DomainlensError("usage") where some are given in one way and some in the other.
 */
export function fileSets(patterns: readonly string[]): FileSet[] {
  const given = patterns.map((pattern) => ({ pattern, match: matchesFiles(pattern) ? null : ofEntity(pattern) }));
  const sets = new Map<string, string[]>();
  for (const { match } of given) {
    if (match !== null) sets.set(match[1], [...(sets.get(match[1]) ?? []), match[2]]);
  }
  if (sets.size === 0) return [{ entity: undefined, patterns }];
  const bare = given.find(({ match }) => match === null);
  if (bare === undefined) return [...sets].map(([entity, own]) => ({ entity, patterns: own }));
  throw new DomainlensError("usage", {
    what: "some of the files are given with their entity, others without",
    value: bare.pattern,
    remedy: "give all of them as <entity>=<file>, such as post=posts.csv product=products.csv, or none",
  });
}

function ofEntity(pattern: string): RegExpExecArray | null {
  return /^([^=/\\:]+)=(.+)$/.exec(pattern);
}

/** Whether it is a path of files that are there, such as `year=2024/*.parquet`. */
function matchesFiles(pattern: string): boolean {
  try {
    return findFiles(pattern, process.cwd(), "files").length > 0;
  } catch (error) {
    if (error instanceof DomainlensError) return false;
    throw error;
  }
}
