import { sep } from "node:path";
import { DomainlensError } from "../util/errors.ts";

declare const fragment: unique symbol;

/** SQL text that is safe to put into a statement: made only by the functions of this file. */
export type SqlFragment = string & { readonly [fragment]: true };

/** A column or table name as a quoted identifier. */
export function quoteIdentifier(name: string): SqlFragment {
  return branded(`"${withoutNul(name).replaceAll('"', '""')}"`);
}

/** A text as a SQL string literal; for places where a statement takes no parameter, such as the path of COPY. Readers: see `quotePath`. */
export function quoteLiteral(text: string): SqlFragment {
  return branded(`'${withoutNul(text).replaceAll("'", "''")}'`);
}

/** A statement ends at a NUL: what stands behind it would not be quoted, it would be gone. */
function withoutNul(text: string): string {
  if (!text.includes("\0")) return text;
  throw new DomainlensError("config", {
    what: "a name or a text holds a NUL character, which SQL cannot hold",
    value: text,
    remedy: "rename the column, or leave it out of the pipeline",
  });
}

/** A list of texts as a SQL list literal. */
export function quoteList(texts: readonly string[]): SqlFragment {
  return branded(`[${texts.map(quoteLiteral).join(", ")}]`);
}

/**
 * The pattern that matches a path and no other: SQL functions that read files take a path for a pattern, and one with `[1]` in it would give its
 * sibling with `1`. COPY takes paths as they are.
 */
export function readerPath(path: string): string {
  // DuckDB matches no name that holds a backslash, and then takes the pattern for a path.
  if (sep === "/" && path.includes("\\")) return path;
  return path.replace(/[[*?]/g, "[$&]");
}

/** A path as a SQL string literal for functions that read files. */
export function quotePath(path: string): SqlFragment {
  return quoteLiteral(readerPath(path));
}

/** As `quotePath`, a list. */
export function quotePaths(paths: readonly string[]): SqlFragment {
  return quoteList(paths.map(readerPath));
}

/** A list of paths that statements may reach: as COPY writes them, and as readers are asked for them. */
export function quoteReach(paths: readonly string[]): SqlFragment {
  return quoteList([...paths, ...paths.map(readerPath)]);
}

/** Fragments in a row, such as a select list. */
export function joinFragments(parts: readonly SqlFragment[], separator: string): SqlFragment {
  return branded(parts.join(separator));
}

/** A template whose holes are fragments or integers; the texts around them are the program's own. */
export function sql(texts: TemplateStringsArray, ...holes: readonly (SqlFragment | number)[]): SqlFragment {
  return branded(texts.reduce((all, text, i) => all + String(holes[i - 1]) + text));
}

/** A SQL expression that the user wrote in the config: trusted as far as the user's own config is. */
export function userExpression(expression: string): SqlFragment {
  return branded(`(${expression}\n)`);
}

// The brand exists at compile time only, so this one assertion is what makes a fragment.
function branded(text: string): SqlFragment {
  return text as SqlFragment;
}
