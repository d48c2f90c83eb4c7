import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { entityImportance, importanceBatch, type TrainedMem } from "../attribution/entity-importance.ts";
import type { ImportanceSums } from "../attribution/importance-sums.ts";
import { sampleRows } from "../attribution/sample-rows.ts";
import { openDevice } from "../compute/device.ts";
import type { Device } from "../compute/types.ts";
import { defineStage, type StageContext, type StageResult } from "../dag/stage.ts";
import { type EncodeArtifact, encodeSchema } from "../data/artifacts/encode.ts";
import { type ImportanceArtifact, importanceSchema } from "../data/artifacts/importance.ts";
import { readArtifact } from "../data/artifacts/read-artifact.ts";
import { EncodedSplit } from "../data/encoded-rows.ts";
import { openSession, type Session } from "../data/session.ts";
import { rankImportance } from "../ranking/rank-importance.ts";
import { trainMem } from "../training/train-mem.ts";
import { importanceDeclaration, type ImportanceSlice } from "./declared/importance.ts";
import { reachOf } from "./reach.ts";

/** Encoded rows → the multi-entity model of MKT with its weights, and the importance of the features that only one entity has. */
export const importanceStage = defineStage<ImportanceSlice>({
  ...importanceDeclaration,
  async run(context) {
    const { resources, scratchDir } = context;
    const { memoryBytes, threads } = resources;
    const tempDir = join(scratchDir, "duckdb");
    await using session = await openSession({ memoryBytes: memoryBytes / 4, threads, tempDir, ...reachOf(context) });
    const device = await openDevice(resources.device, { threads });
    try {
      return await measureImportance(context, session, device);
    } finally {
      await device.close();
    }
  },
});

async function measureImportance(
  context: StageContext<ImportanceSlice>,
  session: Session,
  device: Device,
): Promise<StageResult> {
  const { config, inputs, outputDir, scratchDir, seed, signal, report } = context;
  const encode = await readArtifact(inputs.encode, "encode.json", encodeSchema);
  const shared = { encode, encodeDir: inputs.encode, outputDir, session, device, seed, signal, report };
  const { importance: settings, base } = config;
  const { mem, facts, test } = await trainMem({ ...shared, settings, base, scratchDir });
  const rows = Math.min(config.sampleRows ?? Infinity, encode.splits.train);
  const sums = await sumImportance(context, { encode, session, device, mem, rows });
  const entities = sums.map((ofEntity, d) => {
    const names = mem.fields.entities[d].specific.map((f) => encode.features[f].name);
    const features = rankImportance(ofEntity, { names, resamples: settings.resamples, seed });
    return { entity: encode.domains[d], rows: ofEntity.rows, test: test.byDomain[d], features };
  });
  for (const { entity, rows: ofEntity } of entities) {
    if (ofEntity === 0) context.warn(`entity ${entity} has no training rows: its features have no importance`);
  }
  const trainRows = encode.splits.train;
  const artifact: ImportanceArtifact = { settings, model: facts, rows, trainRows, sampled: rows < trainRows, entities };
  await writeFile(join(outputDir, "importance.json"), `${JSON.stringify(importanceSchema.parse(artifact), null, 1)}\n`);
  return { rows: { ...encode.splits, attributed: rows }, notes: [`device ${device.name}: ${device.reason}`] };
}

interface Measured {
  readonly encode: EncodeArtifact;
  readonly session: Session;
  readonly device: Device;
  readonly mem: TrainedMem;
  /** Training rows to compute p for: the same that are attributed. */
  readonly rows: number;
}

async function sumImportance(
  { inputs, seed, signal, report }: StageContext<ImportanceSlice>,
  { encode, session, device, mem, rows }: Measured,
): Promise<ImportanceSums[]> {
  const train = new EncodedSplit(session, inputs.encode, encode, "train");
  const all = encode.splits.train;
  const reading = train.batches({ batchSize: 4096, signal });
  const keep = rows < all ? await sampleRows(reading, all, rows, seed) : undefined;
  const batches = train.batches({ batchSize: importanceBatch, signal, ...(keep && { keep }) });
  const tell = (done: number): void => report({ message: "importance", done, total: rows, unit: "rows" });
  return entityImportance(mem, { device, batches, seed, report: tell });
}
