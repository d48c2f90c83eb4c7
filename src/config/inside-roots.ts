import { isAbsolute, relative, resolve } from "node:path";
import { DomainlensError } from "../util/errors.ts";
import { realPath } from "../util/real-path.ts";

/**
 * Checks that files lie in one of the folders, links followed; no folders mean that all may be read. For pipelines of others, who could name any file of
 * this machine. Errors: DomainlensError("config") of the first file outside.
 */
export function requireInside(
  files: readonly { readonly name: string; readonly path: string }[],
  roots: readonly string[],
): void {
  if (roots.length === 0) return;
  const folders = roots.map((root) => realPath(resolve(root)));
  const outside = files.find(({ path }) => !folders.some((folder) => isInside(realPath(path), folder)));
  if (outside === undefined) return;
  throw new DomainlensError("config", {
    what: `the pipeline names ${outside.name}, which is in none of the folders of --root`,
    value: realPath(outside.path),
    remedy: "add --root with the folder of the file, if this pipeline may read it",
  });
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith("../") && !way.startsWith("..\\") && !isAbsolute(way);
}
