import { lstatSync } from "node:fs";
import { dirname } from "node:path";
import { realPath } from "../util/real-path.ts";
import type { FoundFile } from "./find-files.ts";

/**
 * The files without those that are another one under a second name, by a link or by a second pattern: of its names, the one with the fewest
 * links on its path, and of these the first.
 */
export function distinctFiles<File extends FoundFile>(files: readonly File[]): File[] {
  const byPath = new Map<string, File[]>();
  for (const file of files) {
    const real = realPath(file.path);
    byPath.set(real, [...(byPath.get(real) ?? []), file]);
  }
  const kept = new Set([...byPath.values()].map(plainest));
  return files.filter((file) => kept.has(file));
}

function plainest<File extends FoundFile>(names: readonly File[]): File {
  if (names.length === 1) return names[0];
  // The sort is stable: of equals, the first stays the first.
  return names.map((file) => ({ file, links: linksOn(file.path) })).sort((a, b) => a.links - b.links)[0].file;
}

function linksOn(path: string): number {
  const own = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true ? 1 : 0;
  const folder = dirname(path);
  return folder === path ? own : own + linksOn(folder);
}
