import { z } from "zod";

const count = z.int().min(0);

/**
 * The fields of results.json that stay from version to version: what the summary and the diff of two runs read, so that runs of
 * different versions compare.
 */
export const stableResultsSchema = z.looseObject({
  ingest: z.looseObject({ rows: z.looseObject({ read: count, kept: count, rejected: count }) }),
  domains: z
    .array(z.looseObject({ name: z.string(), rows: count, share: z.number(), positiveRate: z.number().nullable() }))
    .default([]),
  baseModel: z.looseObject({
    test: z.looseObject({
      auc: z.looseObject({
        overall: z.number().nullable(),
        byDomain: z.record(z.string(), z.number().nullable()),
      }),
    }),
  }),
  ranking: z.array(
    z.looseObject({
      feature: z.string(),
      group: z.string(),
      rank: z.int(),
      ds: z.number().nullable(),
      noiseFloor: z.number().nullable(),
      aboveNoise: z.boolean(),
      dependenceRank: z.int(),
      selected: z.boolean(),
      notScored: z.string().nullable().optional(),
    }),
  ),
  features: z
    .array(
      z.looseObject({
        feature: z.string(),
        encoding: z.looseObject({ kind: z.string() }),
        overall: z.looseObject({ rows: count, nulls: count }),
      }),
    )
    .default([]),
  selection: z
    .looseObject({
      rules: z.looseObject({
        explicit: z.array(z.string()).nullable(),
        minScore: z.number(),
        aboveNoise: z.boolean().optional(),
      }),
    })
    .optional(),
  completeness: z.looseObject({ p95: z.number().nullable() }),
});
export type StableResults = z.infer<typeof stableResultsSchema>;
