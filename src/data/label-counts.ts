import { z } from "zod";
import type { SplitName } from "./artifacts/layout.ts";
import { quotePaths } from "./identifiers.ts";
import type { Session } from "./session.ts";
import { splitParts } from "./split-parts.ts";
import { loadSql } from "./sql-file.ts";

const countSchema = z.object({ domain: z.int(), label: z.int(), rows: z.int() });

/** Rows of a split by domain and label, [D, 2] row-major; one pass over two columns. */
export async function labelCounts(
  session: Session,
  encodeDir: string,
  split: SplitName,
  domains: number,
): Promise<Float64Array> {
  const files = quotePaths(splitParts(encodeDir, split));
  const counts = new Float64Array(2 * domains);
  for (const { domain, label, rows } of await session.rows(loadSql("train/label-counts", { files }), {}, countSchema)) {
    counts[2 * domain + label] = rows;
  }
  return counts;
}
