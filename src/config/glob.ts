import { lstatSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Whether a path is a pattern: it holds `*`, `?` or `{a,b}`. */
export function isGlob(path: string): boolean {
  return /[*?]|\{[^{}]*,[^{}]*\}/.test(path);
}

/**
 * Paths of the files under `base` that match a pattern, `/`-separated and relative to `base`, in code-unit order. `*` and `?` stay
 * within one name and skip names that begin with a dot, `**` spans folders (not through links to folders), `{a,b}` is either;
 * case counts. A `..` or `.` segment is taken literally.
 */
export function expandGlob(pattern: string, base: string): string[] {
  const found = new Set(expandBraces(pattern).flatMap((plain) => walk(plain.split("/"), base, "")));
  return [...found].sort();
}

/** `a{b,c}d` → `abd`, `acd`; braces may nest. */
function expandBraces(pattern: string): string[] {
  const match = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(pattern);
  if (match === null) return [pattern];
  const [, before, choices, after] = match;
  return choices.split(",").flatMap((choice) => expandBraces(before + choice + after));
}

function walk(segments: readonly string[], base: string, at: string): string[] {
  const [segment, ...rest] = segments;
  if (segment === undefined) return [];
  if (segment === "**") return walkDeep(rest, base, at);
  if (!/[*?]/.test(segment)) return visit(segment, rest, base, at);
  const matches = toRegExp(segment);
  return namesIn(join(base, at)).flatMap((name) => (matches.test(name) ? visit(name, rest, base, at) : []));
}

function visit(name: string, rest: readonly string[], base: string, at: string): string[] {
  const path = at === "" ? name : `${at}/${name}`;
  if (rest.length > 0) return walk(rest, base, path);
  return isLog(join(base, path)) ? [path] : [];
}

/** What cannot be read as a file is refused by name later; only a folder that is not named as a log is one among the files. */
function isLog(path: string): boolean {
  try {
    return !statSync(path).isDirectory() || /\.(csv|tsv|parquet|jsonl|ndjson)(\.gz)?$/i.test(path);
  } catch {
    // A link to nothing, to itself, or into a closed folder. A name without a pattern may not be there at all.
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  }
}

/** `**` matches no folder, or any depth of them. */
function walkDeep(rest: readonly string[], base: string, at: string): string[] {
  const here = walk(rest.length === 0 ? ["*"] : rest, base, at);
  const folders = entriesIn(join(base, at)).filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  return [...here, ...folders.flatMap(({ name }) => walkDeep(rest, base, at === "" ? name : `${at}/${name}`))];
}

function toRegExp(segment: string): RegExp {
  const body = segment
    .replace(/[\\^$.|+()[\]{}]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^(?!\\.)${body}$`, "su");
}

function namesIn(folder: string): string[] {
  return entriesIn(folder).map(({ name }) => name);
}

function entriesIn(folder: string) {
  // A folder that is missing or closed to us holds no match; the caller reports patterns without matches.
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
