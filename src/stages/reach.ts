import { dirname } from "node:path";
import type { StageContext } from "../dag/stage.ts";
import type { Reach } from "../data/session.ts";

/** What the SQL of a stage may read and write: the folder of its run, and the raw files that the config declares for it. */
export function reachOf({ outputDir, files }: Pick<StageContext<unknown>, "outputDir" | "files">): Reach {
  return { folders: [dirname(outputDir)], files: files.map(({ path }) => path) };
}
