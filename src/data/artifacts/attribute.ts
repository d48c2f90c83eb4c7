import { z } from "zod";

const count = z.int().min(0);
const dependence = z.object({
  rows: count,
  meanAbs: z.number().nullable().describe("mean |a| over rows: model dependence"),
  meanSigned: z.number().nullable(),
});

/** Fixed-point scales: `mass` and `effect` are in units of 2^-30, `effect_squared` in units of 2^-36. */
export const fixedPoint = { massBits: 30, effectBits: 30, effectSquaredBits: 36 } as const;

/**
 * `05-attribute/attribute.json`. Beside it `effects.parquet`, the mergeable histograms over the attributed training rows, sorted by
 * feature, domain, id, cells with elements > 0 only: `feature`, `domain`, `id` (integer), `rows` (bigint: rows that hold the id),
 * `elements` (bigint), `mass` (bigint: sum of c, with c = occurrences / L, 1 for a scalar), `effect` (bigint: sum of w c),
 * `effect_squared` (bigint: sum of (w c)^2), w the effect weight of the row (DSFM Eq. 3 and 6, golden README). The id 0 of a numeric
 * support (null) does not occur; an empty sequence adds nothing.
 */
export const attributeSchema = z.object({
  rows: count,
  trainRows: count,
  sampled: z.boolean(),
  domainRows: z.array(count),
  target: z.enum(["probability", "logit"]),
  quadrature: z.enum(["riemann", "trapezoid", "gausslegendre"]),
  effect: z.enum(["abs", "positive", "none"]),
  steps: z.object({
    configured: z.int(),
    used: z.int(),
    tried: z.array(z.object({ steps: z.int(), rows: count, p95: z.number() })),
  }),
  /** Of |F(x) - F(0) - sum of attributions| over the attributed rows; upper edge of the histogram bin (bins are 2^-7 wide, relative). */
  completeness: z.object({
    p50: z.number(),
    p90: z.number(),
    p95: z.number(),
    p99: z.number(),
    max: z.number(),
    bound: z.number(),
    withinBound: z.boolean(),
  }),
  features: z.array(z.object({ name: z.string(), overall: dependence, byDomain: z.array(dependence) })),
  device: z.object({ name: z.string(), reason: z.string() }),
});
export type AttributeArtifact = z.infer<typeof attributeSchema>;
