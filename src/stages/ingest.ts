import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { entityOfFile, isDatasetFile } from "../config/source-files.ts";
import { memoryBudget } from "../dag/memory.ts";
import { defineStage, type Resources, type SourceFile, type StageContext, type StageResult } from "../dag/stage.ts";
import { type IngestArtifact, ingestSchema } from "../data/artifacts/ingest.ts";
import { checkLabels, checkWithFaults, listDomains, requireSplits } from "../data/ingest/check-rows.ts";
import type { FileReader, ReaderSetup } from "../data/ingest/file-reader.ts";
import { LocalReader } from "../data/ingest/local-reader.ts";
import { ProcessReader } from "../data/ingest/process-reader.ts";
import { isLimited, limitsMet, type ReadContext, readFiles, type ReadFiles } from "../data/ingest/read-files.ts";
import { RejectList } from "../data/ingest/rejects.ts";
import { ownExpressions, requireSteady } from "../data/ingest/require-steady.ts";
import type { IngestSlice } from "../data/ingest/slice.ts";
import { splitCuts } from "../data/ingest/split.ts";
import { sumCounts } from "../data/ingest/sum-counts.ts";
import { ingestParts } from "../data/rows-view.ts";
import { openSession, type Session } from "../data/session.ts";
import { countUnusable } from "../data/unusable-numbers.ts";
import { ingestDeclaration, readingProcess } from "./declared/ingest.ts";
import { reachOf } from "./reach.ts";

/** Raw files → typed Parquet parts, `rejects.csv` and `ingest.json`; every row is kept or rejected by name. */
export const ingestStage = defineStage<IngestSlice>({
  ...ingestDeclaration,
  async run(context) {
    const { config: slice, outputDir, scratchDir, files, resources, signal } = context;
    const rowsDir = join(outputDir, "rows");
    mkdirSync(rowsDir);
    const { threads, isolation, secondsPerFile } = resources;
    const memoryBytes = memoryBudget(resources, [readingProcess]).engine;
    const engine = { memoryBytes, threads, tempDir: join(scratchDir, "duckdb"), ...reachOf(context) };
    await checkSteady(engine, slice);
    const lookups = files.filter((file) => !isDatasetFile(file));
    const setup = { slice, lookups, rowsDir, scratchDir, memoryBytes, threads, reach: reachOf(context) };
    const rejects = new RejectList(join(outputDir, "rejects.csv"));
    const inputs = files.filter(isDatasetFile).map((file) => ({ file, entity: entityOfFile(file) }));
    const report = (file: SourceFile, done: number): void =>
      context.report({ message: file.name, done, total: inputs.length, unit: "files" });
    const read = await readAll(setup, inputs, { rejects, signal, report, isolation, secondsPerFile });
    await rejects.close();
    await using session = await openSession(engine);
    const described = await describe(context, session, { ...read, rejectsByReason: rejects.byReason });
    return { ...described, ...(read.used !== undefined && { beside: read.used }) };
  },
});

/** Before the first file is read, with an engine that is closed again. */
async function checkSteady(engine: Parameters<typeof openSession>[0], slice: IngestSlice): Promise<void> {
  const expressions = ownExpressions(slice);
  if (expressions.length === 0) return;
  await using session = await openSession(engine);
  await requireSteady(session, expressions);
}

async function readAll(
  setup: ReaderSetup,
  inputs: Parameters<typeof readFiles>[0],
  {
    isolation,
    secondsPerFile,
    ...context
  }: Omit<ReadContext, "reader"> & Pick<Resources, "isolation" | "secondsPerFile">,
): Promise<ReadFiles & Pick<FileReader, "used">> {
  await using reader = isolation === "process" ? new ProcessReader(setup, { secondsPerFile }) : new LocalReader(setup);
  const read = await readFiles(inputs, { ...context, reader });
  return { ...read, used: reader.used };
}

type Read = ReadFiles & Pick<IngestArtifact, "rejectsByReason">;

/** Checks the rows as a whole and writes `ingest.json`. */
async function describe(
  { config: slice, outputDir, warn }: StageContext<IngestSlice>,
  session: Session,
  { files, faults, joins, notes, schemaDrift, rejectsByReason }: Read,
): Promise<StageResult> {
  const rows = sumCounts(files, slice.dataset.maxRejects);
  const parts = ingestParts(outputDir, { files });
  checkLabels(rejectsByReason, rows);
  const { domains, split } = await checkWithFaults(faults, async () => {
    const domains = await listDomains(session, slice, parts, { rows, rejectsByReason });
    const split = await splitCuts(session, slice.split, parts);
    await requireSplits(session, slice, parts, split);
    return { domains, split };
  });
  const unusable = await countUnusable(session, parts, describeFeatures(slice));
  const artifact: IngestArtifact = {
    rows,
    files,
    ...(schemaDrift.length > 0 && { schemaDrift }),
    rejectsByReason,
    joins,
    domains,
    split,
    features: describeFeatures(slice).map((feature) => {
      const values = unusable.get(feature.name);
      return values === undefined ? feature : { ...feature, unusable: values };
    }),
    hasUser: slice.user !== undefined,
    hasItem: slice.item !== undefined,
  };
  await writeFile(join(outputDir, "ingest.json"), `${JSON.stringify(ingestSchema.parse(artifact), null, 1)}\n`);
  for (const { message, details } of faults.filter(isLimited)) warn(`left out: ${message}; ${details.remedy}`);
  const notReusable = limitsMet(faults);
  return { rows, notes, ...(notReusable !== undefined && { notReusable }) };
}

/** In config order. */
function describeFeatures(slice: IngestSlice): IngestArtifact["features"] {
  const described: IngestArtifact["features"] = Object.entries(slice.features).map(([name, feature]) => ({
    name,
    kind: feature.kind,
    sequence: feature.sequence !== undefined,
    role: feature.role,
    source: feature.sql ?? feature.column ?? name,
  }));
  for (const { index, name, role, statistic } of slice.counted ?? []) {
    const source = `${statistic.value} of ${statistic.of} in training${statistic.by === "domain" ? ", by domain" : ""}`;
    described.splice(index, 0, { name, kind: "numerical", sequence: false, role, source, statistic });
  }
  return described;
}
