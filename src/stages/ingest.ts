import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { entityOfFile, isDatasetFile } from "../config/source-files.ts";
import { defineStage, type StageContext, type StageResult } from "../dag/stage.ts";
import { type IngestArtifact, ingestSchema } from "../data/artifacts/ingest.ts";
import { partFile } from "../data/artifacts/layout.ts";
import { Absences } from "../data/ingest/absences.ts";
import { checkLabels, listDomains, requireSplits } from "../data/ingest/check-rows.ts";
import { ingestFile } from "../data/ingest/ingest-file.ts";
import { loadJoins } from "../data/ingest/joins.ts";
import { RejectWriter } from "../data/ingest/rejects.ts";
import { type IngestSlice, ingestSlice, sliceOfEntity } from "../data/ingest/slice.ts";
import { splitCuts } from "../data/ingest/split.ts";
import { sumCounts } from "../data/ingest/sum-counts.ts";
import { openSession, type Session } from "../data/session.ts";

/** Raw files → typed Parquet parts, `rejects.csv` and `ingest.json`; every row is kept or rejected by name. */
export const ingestStage = defineStage<IngestSlice>({
  name: "ingest",
  version: 1,
  inputs: [],
  readsFiles: "log",
  slice: ingestSlice,
  async run(context) {
    const { memoryBytes, threads } = context.resources;
    await using session = await openSession({
      memoryBytes: memoryBytes / 2,
      threads,
      tempDir: join(context.scratchDir, "duckdb"),
    });
    // A left join may otherwise be turned round, and the rows would lose their order.
    await session.run("SET disabled_optimizers = 'join_order,build_side_probe_side'");
    return await ingest(context, session);
  },
});

async function ingest(context: StageContext<IngestSlice>, session: Session): Promise<StageResult> {
  const { config: slice, outputDir, scratchDir, signal } = context;
  const rowsDir = join(outputDir, "rows");
  mkdirSync(rowsDir);
  const rejects = new RejectWriter(join(outputDir, "rejects.csv"));
  const absences = new Absences();
  const joins = await loadJoins(session, slice, { files: context.files, scratchDir, signal });
  const files: IngestArtifact["files"] = [];
  const inputs = context.files.filter(isDatasetFile);
  let rowBase = 0;
  for (const [fileIndex, file] of inputs.entries()) {
    context.report({ message: file.name, done: fileIndex, total: inputs.length, unit: "files" });
    const entity = entityOfFile(file);
    const fileContext = {
      slice: sliceOfEntity(slice, entity),
      entity,
      rowsDir,
      scratchDir,
      rejects,
      absences,
      joinCounts: joins,
      signal,
    };
    const counts = await ingestFile(session, fileContext, file, { fileIndex, rowBase, split: file.split });
    files.push(counts);
    rowBase += counts.read;
  }
  await rejects.close();
  const notes = absences.notes();
  const rows = sumCounts(files, slice.dataset.maxRejects);
  const parts = files.map((_, i) => join(rowsDir, partFile(i)));
  checkLabels(rejects.byReason, rows);
  const domains = await listDomains(session, slice, parts, rows);
  const split = await splitCuts(session, slice.split, parts);
  await requireSplits(session, slice, parts, split);
  const artifact: IngestArtifact = {
    rows,
    files,
    rejectsByReason: rejects.byReason,
    joins,
    domains,
    split,
    features: describeFeatures(slice),
    hasUser: slice.user !== undefined,
    hasItem: slice.item !== undefined,
  };
  await writeFile(join(outputDir, "ingest.json"), `${JSON.stringify(ingestSchema.parse(artifact), null, 1)}\n`);
  return { rows, notes };
}

function describeFeatures(slice: IngestSlice): IngestArtifact["features"] {
  return Object.entries(slice.features).map(([name, feature]) => ({
    name,
    kind: feature.kind,
    sequence: feature.sequence !== undefined,
    role: feature.role,
    source: feature.sql ?? feature.column ?? name,
  }));
}
