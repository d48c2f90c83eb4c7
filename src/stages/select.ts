import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { memoryBudget } from "../dag/memory.ts";
import { defineStage, type StageContext, type StageResult } from "../dag/stage.ts";
import { encodeSchema } from "../data/artifacts/encode.ts";
import { importanceSchema } from "../data/artifacts/importance.ts";
import { rankSchema } from "../data/artifacts/rank.ts";
import { type SelectionArtifact, selectionSchema } from "../data/artifacts/selection.ts";
import { feedColumns } from "../data/feed/columns.ts";
import { describeColumn } from "../data/feed/metadata.ts";
import { writeFeed } from "../data/feed/write-feed.ts";
import { readArtifact } from "../data/artifacts/read-artifact.ts";
import { openSession, type Session } from "../data/session.ts";
import { selectFeatures } from "../ranking/select-features.ts";
import { packageVersions } from "../util/package-info.ts";
import { selectDeclaration, type SelectSlice } from "./declared/select.ts";
import { reachOf } from "./reach.ts";

/** The ranking → `selection.json`, and the encoded rows → the training feed with the selected columns marked. */
export const selectStage = defineStage<SelectSlice>({
  ...selectDeclaration,
  async run(context) {
    const { threads } = context.resources;
    const memoryBytes = memoryBudget(context.resources, []).engine;
    const tempDir = join(context.scratchDir, "duckdb");
    await using session = await openSession({ memoryBytes, threads, tempDir, ...reachOf(context) });
    return await select(context, session);
  },
});

async function select(context: StageContext<SelectSlice>, session: Session): Promise<StageResult> {
  const { config, inputs, outputDir, scratchDir, signal } = context;
  const encode = await readArtifact(inputs.encode, "encode.json", encodeSchema);
  const rank = await readArtifact(inputs.rank, "rank.json", rankSchema);
  const { selected, rejected } = selectFeatures(rank, config);
  const columns = feedColumns(encode, new Set(selected.map(({ name }) => name)));
  const rows = await writeFeed(session, {
    encodeDir: inputs.encode,
    encode,
    facts: { domains: encode.domains, version: packageVersions().domainlens, columns },
    formats: config.feed,
    feedDir: join(outputDir, "feed"),
    scratchDir,
    signal,
    report: (done, total) => context.report({ message: "training feed", done, total, unit: "splits" }),
  });
  const { topK, minScore, aboveNoise, alpha, features = null } = config;
  const artifact: SelectionArtifact = {
    version: 1,
    rules: { topK, minScore, aboveNoise, explicit: features, alpha },
    selected,
    rejected,
    ...(inputs.importance !== undefined && { importance: await readImportance(inputs.importance) }),
    feed: {
      formats: config.feed,
      rows,
      domains: encode.domains,
      columns: columns.map(describeColumn),
    },
  };
  await writeFile(join(outputDir, "selection.json"), `${JSON.stringify(selectionSchema.parse(artifact), null, 1)}\n`);
  return { rows: { ...rows, selected: selected.length } };
}

/** The entities that have features of their own, with the importance of those. */
async function readImportance(folder: string): Promise<NonNullable<SelectionArtifact["importance"]>> {
  const { entities } = await readArtifact(folder, "importance.json", importanceSchema);
  const scored = entities.filter(({ features }) => features.length > 0);
  return scored.map(({ entity, rows, features }) => ({
    entity,
    rows,
    features: features.map(({ name, rank, mean, interval, rankInterval }) => {
      return { name, rank, importance: mean, interval, rankInterval };
    }),
  }));
}
