import { z } from "zod";
import { quoteIdentifier, quotePath } from "../identifiers.ts";
import { loadSql } from "../sql-file.ts";
import type { Session } from "../session.ts";
import type { FeatureTables, FittedFeature } from "./vocabulary.ts";

const count = z.number();
const factsRow = z.object({ values_seen: count, max_error: z.number(), unknown_elements: count });
const sizesRow = z.object({ points: count, buckets: count });

/**
 * Fits the support of a numeric feature on the training split: its distinct values, or that many pooled quantiles of them. Writes it
 * with the embedding bucket of each point, and makes the table of value → id of the nearest point.
 */
export async function fitSupport(
  session: Session,
  { values, ids, output }: FeatureTables,
  limits: { readonly maxSupport: number; readonly numericBuckets: number },
): Promise<FittedFeature> {
  const points = quoteIdentifier(`${ids}_points`);
  const fragments = { values: quotePath(values), ids: quoteIdentifier(ids), points };
  await session.run(`CREATE OR REPLACE TEMP TABLE ${points} AS ${loadSql("encode/support-points", fragments)}`, {
    maxSupport: BigInt(limits.maxSupport),
  });
  await session.run(`CREATE OR REPLACE TABLE ${fragments.ids} AS ${loadSql("encode/number-ids", fragments)}`);
  const support = loadSql("encode/support", fragments);
  const file = quotePath(output);
  await session.writeParquet(support, output, { buckets: BigInt(limits.numericBuckets) });
  await session.run(`DROP TABLE ${points}`);
  const [facts] = await session.rows(loadSql("encode/support-facts", fragments), {}, factsRow);
  const [sizes] = await session.rows(
    `SELECT COUNT(*) - 1 AS points, MAX(bucket) AS buckets FROM read_parquet(${file}, hive_partitioning = false)`,
    {},
    sizesRow,
  );
  return {
    ids: sizes.points + 1,
    embeddingRows: sizes.buckets + 1,
    rare: null,
    unknownElements: facts.unknown_elements,
    support: {
      kind: sizes.points === facts.values_seen ? "distinct" : "quantiles",
      points: sizes.points,
      maxError: facts.max_error,
    },
  };
}
