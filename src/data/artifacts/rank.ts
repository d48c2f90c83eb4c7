import { z } from "zod";

const group = z.enum(["categorical-scalar", "categorical-sequence", "numerical-scalar", "numerical-sequence"]);
const matrix = z
  .array(z.array(z.number()))
  .describe("symmetric, 0 on the diagonal; a row and a column for each of pairDomains");

/** `06-rank/rank.json`: the domain-sensitivity ranking (DSFM Eq. 7 to 9) with its noise floors and the neglect analysis. */
export const rankSchema = z.object({
  domains: z.array(z.string()),
  scale: z.enum(["std", "none"]),
  alpha: z.number(),
  pairDomains: z
    .array(z.int().min(0))
    .optional()
    .describe(
      "indices of the domains that `pairs`, `pairsPlain` and `flagged` are about: those with the most rows; left out: all",
    ),
  features: z.array(
    z.object({
      name: z.string(),
      group,
      /** Within its group, from 1, all different. */
      rank: z.int().min(1),
      /** Null when the feature cannot be scored; `notScored` says why. */
      ds: z.number().nullable(),
      notScored: z.string().nullable(),
      meanPair: z.number().nullable(),
      pairs: matrix,
      flagged: z
        .array(z.tuple([z.int(), z.int()]))
        .describe("places in the matrix that count 0 because a domain has no effect mass"),
      /** The same on the plain distributions (Eq. 2). */
      dsPlain: z.number().nullable(),
      plainRank: z.int().min(1),
      pairsPlain: matrix,
      pooledStd: z.number().nullable(),
      noise: z.object({
        mean: z.number().describe("mean DS under exchangeable domains"),
        std: z.number(),
        floor: z.number().describe("its (1 - alpha) quantile"),
        resamples: z.int(),
        method: z.string(),
      }),
      aboveNoise: z.boolean(),
      /** The noise floor of the plain score, at alpha over the number of features; null when it cannot be scored. */
      plainNoiseFloor: z.number().nullable(),
      differsBy: z
        .enum(["distribution", "effect", "nothing"])
        .describe(
          "above its noise floor: `distribution` when the plain score is above its own floor too, else `effect` (the same values, weighted otherwise by the model)",
        ),
      kind: z
        .enum(["domain-sensitive", "distribution-only", "effect-only", "alike"])
        .describe(
          "`alike` within the noise floor, `effect-only` as differsBy, `distribution-only` where the model's dependence is less than half the median over all features, else `domain-sensitive`",
        ),
      pValue: z.number(),
      /** Mean |IG| over rows, and its rank over all features. */
      dependence: z.number(),
      dependenceRank: z.int().min(1),
      /** Per domain; null where the domain has no mass. Top values, or a histogram over pooled-quantile bins for numbers. */
      distributions: z.object({
        bins: z.array(z.string()).describe("value names, or bin labels; the last one may be <other>"),
        edges: z.array(z.number()).nullable().describe("numerical: bin edges, one more than bins"),
        plain: z.array(z.array(z.number()).nullable()),
        effect: z.array(z.array(z.number()).nullable()),
      }),
    }),
  ),
  /** Neglect (DSFM Fig. 2): the most different features by distribution against their place by dependence. */
  neglect: z.object({
    top: z.int(),
    features: z.array(
      z.object({
        name: z.string(),
        distributionRank: z
          .number()
          .describe("over all features, by dsPlain above its expectation, normalised within the group"),
        dependenceRank: z.int(),
        neglected: z.boolean(),
      }),
    ),
  }),
});
export type RankArtifact = z.infer<typeof rankSchema>;
export type FeatureRank = RankArtifact["features"][number];
