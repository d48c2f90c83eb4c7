import { DomainlensError } from "../util/errors.ts";

/** Keys and array positions from the root of the config, such as `["features", "age", "kind"]`. */
export type KeyPath = readonly (string | number)[];

/** One thing wrong with a config: where, what, the value (undefined: there is none) and what to do. */
export interface ConfigProblem {
  readonly path: KeyPath;
  readonly what: string;
  readonly value?: unknown;
  readonly remedy: string;
}

/** A key path as users write it for `--set`: `features."a.b".kind`; `(root)` for the empty path. */
export function showPath(path: KeyPath): string {
  const shown = path.map((key) => (/^[^."\s=]+$/.test(String(key)) ? String(key) : JSON.stringify(String(key))));
  return shown.length === 0 ? "(root)" : shown.join(".");
}

/**
 * All problems of a config as one error. `locate` gives the place of a key path, such as `pipeline.yaml:12:3` or the `--set`
 * option that brought it in.
 */
export function problemsError(
  file: string,
  problems: readonly ConfigProblem[],
  locate: (path: KeyPath) => string,
): DomainlensError {
  if (problems.length === 1) {
    const { path, what, value, remedy } = problems[0];
    return new DomainlensError("config", { what: `${locate(path)}: ${showPath(path)}: ${what}`, value, remedy });
  }
  const blocks = problems.map(({ path, what, value, remedy }) => {
    const lines = [`  ${locate(path)}: ${showPath(path)}: ${what}`];
    if (value !== undefined) lines.push(`    value:  ${shorten(JSON.stringify(value))}`);
    return [...lines, `    remedy: ${remedy}`].join("\n");
  });
  return new DomainlensError("config", {
    what: [`${file} has ${problems.length} problems`, ...blocks].join("\n"),
    remedy: "correct them all; `domainlens schema` describes every key",
  });
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
