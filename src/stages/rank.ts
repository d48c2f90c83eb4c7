import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defineStage, type StageContext, type StageResult } from "../dag/stage.ts";
import { attributeSchema } from "../data/artifacts/attribute.ts";
import { type EncodeArtifact, type EncodedFeature, encodeSchema, idsFile } from "../data/artifacts/encode.ts";
import { type RankArtifact, rankSchema } from "../data/artifacts/rank.ts";
import { readSupportValues, readValueNames } from "../data/feature-values.ts";
import { type EffectHistogram, readEffects } from "../data/read-effects.ts";
import { readArtifact } from "../data/artifacts/read-artifact.ts";
import { memoryBudget } from "../dag/memory.ts";
import { openSession, type Session } from "../data/session.ts";
import { checkScores } from "../ranking/check-scores.ts";
import { describeCategories, describeNumbers } from "../ranking/describe-distributions.ts";
import { pairDomains } from "../ranking/pair-domains.ts";
import { rankFeatures, type ScoredFeature } from "../ranking/rank-features.ts";
import type { FeatureToScore } from "../ranking/score-feature.ts";
import { ScorePool } from "../ranking/score-threads/score-pool.ts";
import { entityOfRole } from "../util/entity-role.ts";
import { rankDeclaration, type RankSlice } from "./declared/rank.ts";
import { rankMemory } from "./memory/rank-memory.ts";
import { reachOf } from "./reach.ts";

/** Effect histograms → domain sensitivity, noise floor, ranking and neglect: `rank.json`. */
export const rankStage = defineStage<RankSlice>({
  ...rankDeclaration,
  async run(context) {
    const { resources, inputs, scratchDir } = context;
    const encode = await readArtifact(inputs.encode, "encode.json", encodeSchema);
    const { threads } = resources;
    const memoryBytes = memoryBudget(resources, rankMemory(encode, threads)).engine;
    const tempDir = join(scratchDir, "duckdb");
    await using session = await openSession({ memoryBytes, threads, tempDir, ...reachOf(context) });
    return await rank(context, session, encode);
  },
});

async function rank(context: StageContext<RankSlice>, session: Session, encode: EncodeArtifact): Promise<StageResult> {
  const { config, inputs, outputDir } = context;
  const attribute = await readArtifact(inputs.attribute, "attribute.json", attributeSchema);
  const scored = await scoreAll(context, session, encode);
  const compared = pairDomains(attribute.domainRows);
  const artifact: RankArtifact = {
    domains: encode.domains,
    scale: config.wassersteinScale,
    alpha: config.alpha,
    ...(compared && { pairDomains: compared }),
    ...rankFeatures(scored, attribute.features, compared),
  };
  for (const feature of artifact.features) checkScores(feature);
  await writeFile(join(outputDir, "rank.json"), `${JSON.stringify(rankSchema.parse(artifact), null, 1)}\n`);
  return { rows: { features: scored.length, aboveNoise: scored.filter(({ score }) => score.aboveNoise).length } };
}

/** The features' scores in their order, made as many at once as there are threads. */
async function scoreAll(
  context: StageContext<RankSlice>,
  session: Session,
  encode: EncodeArtifact,
): Promise<ScoredFeature[]> {
  const { resources, signal } = context;
  const scored: ScoredFeature[] = [];
  let done = 0;
  const pool = new ScorePool(resources.threads);
  try {
    await session.concurrently(encode.features, async (thread, feature) => {
      signal.throwIfAborted();
      context.report({ message: feature.name, done, total: encode.features.length, unit: "features" });
      scored[feature.index] = await scoreOne(context, { session: thread, encode, pool }, feature);
      done++;
    });
  } finally {
    await pool.close();
  }
  return scored;
}

interface Scoring {
  readonly session: Session;
  readonly encode: EncodeArtifact;
  readonly pool: ScorePool;
}

async function scoreOne(
  { config, inputs, seed }: StageContext<RankSlice>,
  { session, encode, pool }: Scoring,
  feature: EncodedFeature,
): Promise<ScoredFeature> {
  const { name, index, sequence } = feature;
  const entity = entityOfRole(feature.role);
  const cells = await readEffects(session, inputs.attribute, index, encode.domains.length);
  const { wassersteinScale: scale, alpha, resamples } = config;
  const options = { scale, alpha, resamples, seed, features: encode.features.length };
  const { points, distributions } = await describeFeature(session, cells, feature, inputs.encode);
  const score = await pool.score({ feature: { name, sequence, cells, points, entity }, options });
  return { feature, distributions, score };
}

/** The distributions of a feature, and of a numerical one the values of `cells.ids`. */
async function describeFeature(
  session: Session,
  cells: EffectHistogram,
  feature: EncodedFeature,
  encodeDir: string,
): Promise<Pick<ScoredFeature, "distributions"> & Pick<FeatureToScore, "points">> {
  const path = join(encodeDir, idsFile(feature));
  if (feature.kind === "categorical") {
    return {
      points: null,
      distributions: await describeCategories(cells, (ids) => readValueNames(session, path, ids)),
    };
  }
  const support = await readSupportValues(session, path, feature.ids);
  const points = Float64Array.from(cells.ids, (id) => support[id]);
  return { points, distributions: describeNumbers(cells, points) };
}
