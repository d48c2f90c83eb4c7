import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defineStage, type StageContext, type StageResult } from "../dag/stage.ts";
import { type EncodedFeature, type EncodeArtifact, encodeSchema } from "../data/artifacts/encode.ts";
import { type IngestArtifact, ingestSchema } from "../data/artifacts/ingest.ts";
import { featureFile, splitNames } from "../data/artifacts/layout.ts";
import { profileSchema } from "../data/artifacts/profile.ts";
import { countTruncated, encodeRows, type MappedFeature } from "../data/encode/encode-rows.ts";
import { type EncodeSlice, encodeSlice } from "../data/encode/slice.ts";
import { fitSupport } from "../data/encode/support.ts";
import { fitVocabulary } from "../data/encode/vocabulary.ts";
import { createRowsView, ingestParts } from "../data/rows-view.ts";
import { readArtifact } from "../data/artifacts/read-artifact.ts";
import { openSession, type Session } from "../data/session.ts";
import { statisticTables, writeKnownValues } from "../data/statistics/statistic-tables.ts";

/** Typed rows → vocabularies and supports fitted on the training split, and integer rows per split. */
export const encodeStage = defineStage<EncodeSlice>({
  name: "encode",
  version: 2,
  inputs: ["ingest", "profile"],
  slice: encodeSlice,
  async run(context) {
    const { memoryBytes, threads } = context.resources;
    const tempDir = join(context.scratchDir, "duckdb");
    await using session = await openSession({ memoryBytes: memoryBytes / 2, threads, tempDir });
    // A left join may otherwise be turned round, and the rows would lose their order.
    await session.run("SET disabled_optimizers = 'join_order,build_side_probe_side'");
    return await encode(context, session);
  },
});

async function encode(context: StageContext<EncodeSlice>, session: Session): Promise<StageResult> {
  const { inputs, outputDir, signal } = context;
  const ingest = await readArtifact(inputs.ingest, "ingest.json", ingestSchema);
  const profile = await readArtifact(inputs.profile, "profile.json", profileSchema);
  for (const folder of ["vocabulary", "support"]) mkdirSync(join(outputDir, folder));
  const parts = ingestParts(inputs.ingest, ingest);
  const tables = statisticTables(ingest, inputs.profile);
  await createRowsView(session, parts, ingest, tables);
  if (tables.length > 0) mkdirSync(join(outputDir, "statistics"));
  const features: EncodedFeature[] = [];
  const mapped: MappedFeature[] = [];
  for (const [index, feature] of ingest.features.entries()) {
    signal.throwIfAborted();
    context.report({ message: feature.name, done: index, total: ingest.features.length, unit: "features" });
    const { maxLength } = context.config.features[feature.name];
    mapped.push({ name: feature.name, kind: feature.kind, maxLength, ids: `feature_ids_${index}` });
    features.push(await fitFeature(context, session, { index, feature, mapped: mapped[index] }));
  }
  const report = (done: number, total: number): void => context.report({ message: "rows", done, total, unit: "parts" });
  for (const table of tables) {
    const file = join(outputDir, "statistics", featureFile(table.index));
    await writeKnownValues(
      session,
      table,
      ingest.domains.map(({ name }) => name),
      file,
    );
  }
  await encodeRows(session, parts, {
    ingest,
    tables,
    features: mapped,
    rowsDir: join(outputDir, "rows"),
    signal,
    report,
  });
  const rowsOf = (s: number): number => profile.domains.reduce((sum, domain) => sum + domain.splits[s].rows, 0);
  const [train, valid, test] = splitNames.map((_, s) => rowsOf(s));
  const artifact: EncodeArtifact = {
    domains: ingest.domains.map(({ name }) => name),
    splits: { train, valid, test },
    features,
  };
  await writeFile(join(outputDir, "encode.json"), `${JSON.stringify(encodeSchema.parse(artifact), null, 1)}\n`);
  return { rows: artifact.splits };
}

interface FeatureTask {
  readonly index: number;
  readonly feature: IngestArtifact["features"][number];
  readonly mapped: MappedFeature;
}

async function fitFeature(
  { config, inputs, outputDir }: StageContext<EncodeSlice>,
  session: Session,
  { index, feature, mapped }: FeatureTask,
): Promise<EncodedFeature> {
  const { name, kind, sequence, role, statistic } = feature;
  const { minCount, embedding, maxLength } = config.features[name];
  const file = featureFile(index);
  const values = join(inputs.profile, "values", file);
  const output = join(outputDir, kind === "categorical" ? "vocabulary" : "support", file);
  const tables = { values, ids: mapped.ids, output };
  const fitted =
    kind === "categorical"
      ? await fitVocabulary(session, tables, { minCount, maxVocabulary: config.maxVocabulary })
      : await fitSupport(session, tables, config);
  const group = `${kind}-${sequence ? "sequence" : "scalar"}` as const;
  const truncatedRows = await countTruncated(session, mapped);
  return { index, name, kind, sequence, role, group, embedding, maxLength, truncatedRows, ...fitted, statistic };
}
