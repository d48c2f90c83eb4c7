import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { SplitName } from "./artifacts/layout.ts";

/** Paths of the encoded rows of a split, in their order. */
export function splitParts(encodeDir: string, split: SplitName): string[] {
  const folder = join(encodeDir, "rows", split);
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}
