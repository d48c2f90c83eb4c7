import { z } from "zod";
import { attributeSchema } from "../data/artifacts/attribute.ts";
import { encodeSchema } from "../data/artifacts/encode.ts";
import { importanceSchema } from "../data/artifacts/importance.ts";
import { ingestSchema } from "../data/artifacts/ingest.ts";
import { profileSchema } from "../data/artifacts/profile.ts";
import { rankSchema } from "../data/artifacts/rank.ts";
import { selectionSchema } from "../data/artifacts/selection.ts";
import { trainBaseSchema } from "../data/artifacts/train-base.ts";

const count = z.int().min(0);
const byDomain = z.record(z.string(), z.number().nullable());
/** Distinct users or items in both domains; those of a domain under its own name. */
const overlap = z.record(z.string(), z.record(z.string(), count)).nullable();
const rankedFeature = rankSchema.shape.features.element;
const encodedFeature = encodeSchema.shape.features.element;
const profiledFeature = profileSchema.shape.features.element;

const entity = importanceSchema.shape.entities.element;
const { interval, rankInterval, mean, deviation, rank } = entity.shape.features.element.shape;

const evaluation = z.object({
  rows: count,
  auc: z.object({ overall: z.number().nullable(), byDomain }),
  logLoss: z.object({ overall: z.number().nullable(), byDomain }),
  reasons: z.record(z.string(), z.string()).describe("domain → why its metric is null, such as one class"),
});

/** Importance of entity-specific features, by entity and feature. */
const importance = z
  .object({
    settings: importanceSchema.shape.settings,
    rows: importanceSchema.shape.rows,
    entities: z.record(
      z.string(),
      z.object({
        rows: entity.shape.rows,
        test: entity.shape.test.pick({ rows: true, auc: true, logLoss: true, reason: true }),
        features: z.record(
          z.string(),
          z.object({
            rank,
            importance: mean,
            deviation,
            ofNegatives: z.number().nullable().describe("mean p over rows of label 0"),
            ofPositives: z.number().nullable().describe("mean p over rows of label 1"),
            interval,
            rankInterval,
            dependence: z.number().describe("mean |IG| over the rows of the entity"),
            dependenceRank: z.int().min(1).describe("among the entity's specific features"),
          }),
        ),
      }),
    ),
  })
  .describe("only of pipelines with features of a role entity-specific:<entity>; entities that have none are left out");

/**
 * `10-report/results.json`: every number of the report and what `audit --json` prints. The fields of `stableResultsSchema` keep
 * their names and meaning; others may be added.
 */
export const resultsSchema = z.object({
  version: z.literal(1),
  pipeline: z.string(),
  seed: z.int(),
  versions: z.record(z.string(), z.string()),
  config: z.unknown().describe("resolved, without resources and gates"),
  ingest: ingestSchema.pick({ rows: true, files: true, joins: true, split: true }),
  rejects: z.object({
    rows: count.describe("invalid rows; excluded ones are not rejects"),
    share: z.number().describe("invalid / read"),
    byReason: ingestSchema.shape.rejectsByReason,
  }),
  domains: profileSchema.shape.domains,
  overlap: z.object({ users: overlap, items: overlap }),
  features: z.array(
    z.object({
      feature: z.string(),
      source: z.string(),
      unusable: ingestSchema.shape.features.element.shape.unusable,
      encoding: encodedFeature.omit({ index: true, name: true }),
      overall: profiledFeature.shape.overall,
      byDomain: z.record(z.string(), profiledFeature.shape.overall),
    }),
  ),
  baseModel: trainBaseSchema
    .pick({
      model: true,
      inputSize: true,
      hidden: true,
      parameters: true,
      batchSize: true,
      bestEpoch: true,
      stoppedBecause: true,
      history: true,
      baselineProbability: true,
      onnx: true,
    })
    .extend({ device: z.string(), train: evaluation.nullable(), valid: evaluation, test: evaluation }),
  attribution: attributeSchema
    .pick({ rows: true, trainRows: true, sampled: true, target: true, quadrature: true, effect: true, steps: true })
    .extend({ device: z.string() }),
  completeness: attributeSchema.shape.completeness,
  ranking: z.array(
    rankedFeature
      .pick({ group: true, rank: true, ds: true, dsPlain: true, plainRank: true, meanPair: true, pooledStd: true })
      .extend({
        feature: z.string(),
        noiseFloor: z.number(),
        noise: rankedFeature.shape.noise,
        aboveNoise: z.boolean(),
        differsBy: rankedFeature.shape.differsBy,
        kind: rankedFeature.shape.kind,
        plainNoiseFloor: rankedFeature.shape.plainNoiseFloor,
        pValue: z.number(),
        dependence: z.number().describe("mean |IG| over rows"),
        dependenceSigned: z.number().nullable().describe("mean IG over rows"),
        dependenceByDomain: byDomain.describe("mean |IG|"),
        dependenceRank: z.int().min(1),
        selected: z.boolean(),
        why: z.string().describe("why it was selected or not"),
        notScored: z.string().nullable(),
        flagged: rankedFeature.shape.flagged,
        pairs: rankedFeature.shape.pairs,
        pairsPlain: rankedFeature.shape.pairsPlain,
        distributions: rankedFeature.shape.distributions,
      }),
  ),
  ranked: rankSchema.pick({ scale: true, alpha: true, pairDomains: true }),
  neglect: rankSchema.shape.neglect,
  importance: importance.optional(),
  selection: selectionSchema.pick({ rules: true, feed: true }),
});
export type Results = z.infer<typeof resultsSchema>;
export type ImportanceResults = NonNullable<Results["importance"]>;
export type RankingRow = Results["ranking"][number];

/** The published JSON Schema of results.json (`domainlens schema --results`). */
export function resultsJsonSchema(): unknown {
  return z.toJSONSchema(resultsSchema, { target: "draft-2020-12" });
}
