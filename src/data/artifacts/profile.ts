import { z } from "zod";

const count = z.int().min(0);
const square = z.array(z.array(count)).describe("[D, D]: row and column in the order of domains; distinct ids in both");

/**
 * `02-profile/profile.json`. Beside it: `values/<feature>.parquet`: `_domain` (integer index), `_split` (0, 1, 2), `value`
 * (varchar or double; NULL is the null value), `elements` (bigint: rows for a scalar, list elements for a sequence), `rows`
 * (bigint: rows that hold the value) and `mass` (bigint, 2^-30: sum of 1/L; rows * 2^30 for a scalar).
 */
export const profileSchema = z.object({
  /** The papers' dataset table, one line per domain and one per domain and split. */
  domains: z.array(
    z.object({
      name: z.string(),
      rows: count,
      share: z.number(),
      positives: count,
      positiveRate: z.number().nullable(),
      users: count.nullable(),
      items: count.nullable(),
      splits: z.array(
        z.object({
          split: z.enum(["train", "valid", "test"]),
          rows: count,
          positives: count,
          positiveRate: z.number().nullable(),
        }),
      ),
    }),
  ),
  /** Distinct users or items in both domains, counts of the domain on the diagonal (ADI, Table 5); null without such a column. */
  overlap: z.object({ users: square.nullable(), items: square.nullable() }),
  features: z.array(
    z.object({
      name: z.string(),
      overall: featureStatsSchema(),
      byDomain: z.array(featureStatsSchema()),
      parts: z
        .array(
          z.object({
            elements: count.describe("non-null values"),
            nulls: count.describe("null values; of a sequence, null elements"),
            unseenElements: count.describe("non-null values that training never had"),
            unseenValues: count,
          }),
        )
        .optional()
        .describe("training, and valid with test"),
    }),
  ),
});
export type ProfileArtifact = z.infer<typeof profileSchema>;
export type FeatureStats = ProfileArtifact["features"][number]["overall"];

function featureStatsSchema() {
  return z.object({
    rows: count,
    nulls: count.describe("rows whose value is NULL (for a sequence: NULL or empty)"),
    elements: count.describe("non-null values; list elements for a sequence"),
    distinct: count.describe("distinct non-null values"),
    meanLength: z.number().nullable().describe("sequences: elements per row, empty ones included"),
    /** Numerical features: of the non-null values, weighted by their number of elements. */
    numeric: z
      .object({
        mean: z.number(),
        std: z.number().describe("population"),
        min: z.number(),
        q05: z.number(),
        q25: z.number(),
        q50: z.number(),
        q75: z.number(),
        q95: z.number(),
        max: z.number(),
      })
      .nullable(),
    /** Categorical features: the most frequent values (at most 10), ties by value. */
    top: z.array(z.object({ value: z.string().nullable(), elements: count })),
  });
}
