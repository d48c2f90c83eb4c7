import { realpathSync } from "node:fs";

/** Where a path leads, links followed; one that leads nowhere, or in a circle, is itself. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
