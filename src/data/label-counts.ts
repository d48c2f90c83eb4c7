import { readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { SplitName } from "./artifacts/layout.ts";
import { quoteList } from "./identifiers.ts";
import type { Session } from "./session.ts";
import { loadSql } from "./sql-file.ts";

const countSchema = z.object({ domain: z.int(), label: z.int(), rows: z.int() });

/** Rows of a split by domain and label, [D, 2] row-major; one pass over two columns. */
export async function labelCounts(
  session: Session,
  encodeDir: string,
  split: SplitName,
  domains: number,
): Promise<Float64Array> {
  const folder = join(encodeDir, "rows", split);
  const files = quoteList(
    readdirSync(folder)
      .sort()
      .map((name) => join(folder, name)),
  );
  const counts = new Float64Array(2 * domains);
  for (const { domain, label, rows } of await session.rows(loadSql("train/label-counts", { files }), {}, countSchema)) {
    counts[2 * domain + label] = rows;
  }
  return counts;
}
