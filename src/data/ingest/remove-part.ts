import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { partFile } from "../artifacts/layout.ts";

/** Removes what was written of the typed part of a file, in one piece or several. */
export function removePart(rowsDir: string, fileIndex: number): void {
  const [stem] = partFile(fileIndex).split(".");
  const ofPart = readdirSync(rowsDir).filter((name) => name.startsWith(`${stem}.`) || name.startsWith(`${stem}-`));
  for (const name of ofPart) rmSync(join(rowsDir, name));
}
