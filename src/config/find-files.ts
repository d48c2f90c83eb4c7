import { readdirSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, parse, resolve } from "node:path";
import { DomainlensError } from "../util/errors.ts";
import { findPackage, packageFolder } from "../util/package-info.ts";
import { nearest } from "../util/suggest.ts";
import { expandGlob, isGlob } from "./glob.ts";

/** A file by its absolute path, and as reports call it: as in the config, `/`-separated, never absolute. */
export interface FoundFile {
  readonly name: string;
  readonly path: string;
}

/**
 * The files of one path, glob or `npm:<package>/<path>`, relative to `folder`, in code-unit order. `key` is the config key that errors
 * name. Throws DomainlensError("input") when nothing matches.
 */
export function findFiles(pattern: string, folder: string, key: string): FoundFile[] {
  const { base, rest, prefix } = anchor(pattern.replaceAll("\\", "/"), folder, key);
  const paths = isGlob(rest) ? expandGlob(rest, base) : [rest].filter((path) => isFile(join(base, path)));
  if (paths.length === 0) throw noMatch(pattern, base, rest, key);
  return paths.map((path) => ({ path: resolve(base, path), name: prefix === null ? basename(path) : prefix + path }));
}

interface Anchor {
  readonly base: string;
  readonly rest: string;
  /** What names begin with; null for absolute paths, whose folders stay out of reports. */
  readonly prefix: string | null;
}

function anchor(pattern: string, folder: string, key: string): Anchor {
  if (pattern.startsWith("npm:")) return packageAnchor(pattern, folder, key);
  if (!isAbsolute(pattern)) return { base: resolve(folder), rest: pattern, prefix: "" };
  const { root } = parse(pattern);
  return { base: root, rest: pattern.slice(root.length), prefix: null };
}

function packageAnchor(pattern: string, folder: string, key: string): Anchor {
  const match = /^npm:((?:@[^/]+\/)?[^@/][^/]*)\/(.+)$/.exec(pattern);
  if (match === null || match[2].split("/").includes("..")) {
    throw new DomainlensError("config", {
      what: `${key}: not a path into a package`,
      value: pattern,
      remedy: "write npm:<package>/<path>, such as npm:vega-datasets/data/airports.csv",
    });
  }
  const [, name, rest] = match;
  const base = findPackage(name, resolve(folder)) ?? findPackage(name, packageFolder);
  if (base !== undefined) return { base, rest, prefix: `npm:${name}/` };
  throw new DomainlensError("input", {
    what: `${key}: the package ${name} is not installed`,
    value: pattern,
    remedy: `npm install ${name} in the folder of the pipeline file or above it`,
  });
}

function noMatch(pattern: string, base: string, rest: string, key: string): DomainlensError {
  const path = join(base, rest);
  if (isGlob(rest)) {
    const what = `${key}: no file matches ${pattern} (looked under ${literalPart(base, rest)})`;
    const remedy = "correct the pattern; paths are relative to the pipeline file, and ** spans folders";
    return new DomainlensError("input", { what, value: pattern, remedy });
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    const remedy = `name the files in it, such as ${pattern.replace(/\/$/, "")}/*.parquet`;
    return new DomainlensError("input", { what: `${key}: ${pattern} is a folder`, value: pattern, remedy });
  }
  const near = nearest(basename(path), filesIn(dirname(path)));
  const hint = near === undefined ? "" : `did you mean ${near}? `;
  return new DomainlensError("input", {
    what: `${key}: file not found: ${pattern} (looked for ${path})`,
    value: pattern,
    remedy: `${hint}Paths are relative to the pipeline file`,
  });
}

/** The folder down to the first segment that is a pattern. */
function literalPart(base: string, rest: string): string {
  const segments = rest.split("/");
  return join(base, ...segments.slice(0, segments.findIndex(isGlob)));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
