import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DomainlensError } from "../util/errors.ts";
import type { SqlFragment } from "./identifiers.ts";

/** Folder that holds package.json and sql/: above this file both in src/ and in dist/. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

/**
 * The query of `sql/<name>.sql`, such as `profile/overlap`, with each `{{placeholder}}` replaced by its fragment. Values are not
 * placeholders: they are bound as `$named` parameters.
 */
export function loadSql(name: string, fragments: Readonly<Record<string, SqlFragment>> = {}): string {
  const text = readFileSync(join(packageRoot(), "sql", `${name}.sql`), "utf8");
  const query = text.replace(/^(--.*\n)+/, "");
  return query.replace(/\{\{(\w+)\}\}/g, (_, key: string) => {
    const fragment = fragments[key];
    if (fragment !== undefined) return fragment;
    throw new DomainlensError("internal", {
      what: `sql/${name}.sql has a placeholder without a fragment`,
      value: key,
      remedy: "report this as a bug",
    });
  });
}

/** As `loadSql`, as a part of another statement: a query of sql/ with our own fragments is a fragment again. */
export function loadFragment(name: string, fragments: Readonly<Record<string, SqlFragment>>): SqlFragment {
  return loadSql(name, fragments) as SqlFragment;
}
