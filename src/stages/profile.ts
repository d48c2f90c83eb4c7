import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { memoryBudget } from "../dag/memory.ts";
import { defineStage } from "../dag/stage.ts";
import { ingestSchema } from "../data/artifacts/ingest.ts";
import { profileSchema } from "../data/artifacts/profile.ts";
import { checkEntities, checkSpecificValues } from "../data/profile/check-roles.ts";
import { countOverlap } from "../data/profile/overlap.ts";
import { FeatureCodes } from "../data/profile/feature-codes.ts";
import { profileFeatures } from "../data/profile/profile-features.ts";
import { countSamples } from "../data/profile/samples.ts";
import { createRowsView, ingestParts } from "../data/rows-view.ts";
import { readArtifact } from "../data/artifacts/read-artifact.ts";
import { openSession } from "../data/session.ts";
import { countStatistic, statisticTables } from "../data/statistics/statistic-tables.ts";
import { profileDeclaration } from "./declared/profile.ts";
import { countMemory } from "./memory/count-memory.ts";
import { reachOf } from "./reach.ts";

/** Typed rows → dataset table, overlap, and the value counts of every feature with their statistics; checks the roles of features. */
export const profileStage = defineStage<Record<string, never>>({
  ...profileDeclaration,
  async run({ inputs, outputDir, scratchDir, files, resources, report, warn, signal }) {
    const ingest = await readArtifact(inputs.ingest, "ingest.json", ingestSchema);
    checkEntities(ingest);
    const { parts: kept, bytesPerThread } = countMemory(resources);
    const memoryBytes = memoryBudget(resources, kept).engine;
    const tempDir = join(scratchDir, "duckdb");
    await using session = await openSession({
      memoryBytes,
      threads: resources.threads,
      tempDir,
      ...reachOf({ outputDir, files }),
    });
    // Footers of the rows are read once, not for every query; no file of this stage is written twice.
    await session.run("SET parquet_metadata_cache = true");
    const parts = ingestParts(inputs.ingest, ingest);
    const tables = statisticTables(ingest, outputDir);
    await createRowsView(session, parts, ingest);
    const domains = ingest.domains.length;
    const overlap = {
      users: ingest.hasUser ? await countOverlap(session, "_user", domains) : null,
      items: ingest.hasItem ? await countOverlap(session, "_item", domains) : null,
    };
    mkdirSync(join(outputDir, "values"));
    if (tables.length > 0) mkdirSync(join(outputDir, "statistics"));
    for (const table of tables) await countStatistic(session, table);
    const log = { ingest, parts, scratchDir: join(scratchDir, "codes") };
    await using codes = await FeatureCodes.open(log, { threads: resources.threads, bytesPerThread, signal });
    const features = await profileFeatures(session, {
      ingest,
      parts,
      tables,
      codes,
      profileDir: outputDir,
      signal,
      report: (message, done, total) => report({ message, done, total, unit: "features" }),
    });
    for (const warning of checkSpecificValues(ingest, features)) warn(warning);
    await createRowsView(session, parts, ingest);
    const artifact = { domains: await countSamples(session, ingest, overlap), overlap, features };
    await writeFile(join(outputDir, "profile.json"), `${JSON.stringify(profileSchema.parse(artifact), null, 1)}\n`);
    return { rows: { rows: ingest.rows.kept, features: features.length } };
  },
});
