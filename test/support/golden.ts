import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";

/** One file of golden vectors; `name` is its file name without `.json`. */
export interface GoldenFile {
  readonly name: string;
  readonly path: string;
}

/** Folder of the golden vectors: the environment variable DOMAINLENS_GOLDEN, else fixtures/golden. */
const root = resolve(process.env["DOMAINLENS_GOLDEN"] ?? "fixtures/golden");

/**
 * Every file of a family (`js`, `ig` … of attribution; `dsfm`, `baselines`, `metrics` … of models), in the order of their names. The family is a folder of the root
 * itself or of its `attribution/` or `models/`. Throws when there is none: vectors that are not found must not pass.
 */
export function goldenFiles(family: string): GoldenFile[] {
  const folder = [join(root, "attribution", family), join(root, "models", family), join(root, family)].find(
    (candidate) => existsSync(candidate),
  );
  const names = folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith(".json"));
  if (folder === undefined || names.length === 0)
    throw new Error(`no golden vectors of family ${family} under ${root}`);
  return names.toSorted().map((name) => ({ name: basename(name, ".json"), path: join(folder, name) }));
}

/** The vectors of a file as JSON; the caller checks them with a zod schema. */
export function readGolden(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
