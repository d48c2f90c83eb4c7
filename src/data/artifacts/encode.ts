import { z } from "zod";
import { countedSchema } from "./counted.ts";
import { featureFile } from "./layout.ts";

const count = z.int().min(0);

/**
 * `03-encode/encode.json`. Beside it:
 * - `vocabulary/<feature>.parquet` (categorical): `id` integer, `value` varchar, `kind` (`unknown | null | rare | value`), `rows`
 *   bigint (in the training split). Ids from 3 by descending count, ties by value. Features with `vocabularyOf` have none: they share that
 *   of another feature, which counts the values of all of them.
 * - `support/<feature>.parquet` (numerical): `id` integer, `value` double (NULL for id 0), `bucket` integer (embedding row; 0 is null),
 *   `elements` bigint (training split). Ids from 1 by ascending value.
 * - `statistics/<feature>.parquet` (counted features): `domain` varchar (NULL when counted over all), `value` varchar, `impressions` and
 *   `clicks` bigint, `statistic` double: what a row that is not a training row gets. Without an entry a count is 0, and a share NULL.
 * - `rows/{train,valid,test}/<part>.parquet`: `_row` bigint, `_domain` integer, `_label` integer, then one column per feature: integer (id)
 *   or integer[] (ids; empty for an empty or NULL sequence; null elements of a numeric sequence are dropped); where the config names a
 *   user, `_user` integer comes last: below `users`, one number a user, -1 for NULL. No feature and no feed is made of it.
 */
export const encodeSchema = z.object({
  domains: z.array(z.string()),
  splits: z.object({ train: count, valid: count, test: count }),
  users: count.optional().describe("distinct users of all splits; only where the config names a user"),
  features: z.array(
    z.object({
      index: count,
      name: z.string(),
      kind: z.enum(["categorical", "numerical"]),
      sequence: z.boolean(),
      role: z.string(),
      group: z.enum(["categorical-scalar", "categorical-sequence", "numerical-scalar", "numerical-sequence"]),
      embedding: z.int().min(1).describe("E of this feature"),
      /** Number of ids in the rows: V. Vocabulary size, or support size with the null. */
      ids: count,
      vocabularyOf: count
        .optional()
        .describe("index of the feature whose vocabulary and embedding table this one shares; left out: its own"),
      /** Rows of the embedding table: `ids` for categorical, buckets + 1 (null) for numerical. */
      embeddingRows: count,
      maxLength: z.int().nullable(),
      truncatedRows: count.describe("sequences cut to maxLength"),
      /** Categorical: training values and elements that fell under minCount. */
      rare: z.object({ minCount: z.int(), values: count, elements: count }).nullable(),
      /** Elements in valid and test that training never saw. */
      unknownElements: count,
      /** Numerical: `distinct` values as they are, or `quantiles` with the largest distance of a value to its support point. */
      support: z.object({ kind: z.enum(["distinct", "quantiles"]), points: count, maxError: z.number() }).nullable(),
      /** A number that is counted in the training split; its table lies in `statistics/`. */
      statistic: countedSchema.optional(),
    }),
  ),
});
export type EncodeArtifact = z.infer<typeof encodeSchema>;
export type EncodedFeature = EncodeArtifact["features"][number];

/** Path under `03-encode` of what names the ids of a feature: its vocabulary or support, or the vocabulary that it shares. */
export function idsFile({ kind, index, vocabularyOf = index }: EncodedFeature): string {
  return `${kind === "categorical" ? "vocabulary" : "support"}/${featureFile(vocabularyOf)}`;
}
