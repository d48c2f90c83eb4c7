import { join } from "node:path";
import { openDevice } from "../compute/device.ts";
import type { Device } from "../compute/types.ts";
import { defineStage, type StageContext, type StageResult } from "../dag/stage.ts";
import { encodeSchema } from "../data/artifacts/encode.ts";
import { profileSchema } from "../data/artifacts/profile.ts";
import { readArtifact } from "../data/artifacts/read-artifact.ts";
import { type RetrievalArtifact, retrievalArtifactSchema } from "../data/artifacts/retrieval.ts";
import { selectionSchema } from "../data/artifacts/selection.ts";
import { openSession, type Session } from "../data/session.ts";
import { trainRetrieval } from "../training/two-tower/train-retrieval.ts";
import { DomainlensError } from "../util/errors.ts";
import { noRetrieval, retrievalDeclaration, type RetrievalSlice } from "./declared/retrieval.ts";
import { readRetrieval } from "./read-retrieval.ts";
import { writeRetrieval } from "./write-retrieval.ts";
import { reachOf } from "./reach.ts";

/** Encoded rows → two towers of each model and seed, evaluated on candidate lists and the corpus, with their vectors and graphs. */
export const retrievalStage = defineStage<RetrievalSlice>({
  ...retrievalDeclaration,
  async run(context) {
    const { resources, scratchDir } = context;
    const { memoryBytes, threads } = resources;
    const tempDir = join(scratchDir, "duckdb");
    await using session = await openSession({ memoryBytes: memoryBytes / 4, threads, tempDir, ...reachOf(context) });
    const device = await openDevice(resources.device, { threads });
    try {
      return await retrieve(context, session, device);
    } finally {
      await device.close();
    }
  },
});

async function retrieve(context: StageContext<RetrievalSlice>, session: Session, device: Device): Promise<StageResult> {
  const { config: settings, inputs, files, outputDir, scratchDir, seed, signal, report } = context;
  if (settings === null) throw new DomainlensError("config", noRetrieval);
  const encode = await readArtifact(inputs.encode, "encode.json", encodeSchema);
  const selected =
    settings.features === "selected"
      ? (await readArtifact(inputs.select, "selection.json", selectionSchema)).selected.map(({ name }) => name)
      : null;
  const source = { encode, encodeDir: inputs.encode, settings, selected, files, scratchDir, signal };
  const data = await readRetrieval(session, source);
  const shared = { encode, encodeDir: inputs.encode, session };
  const input = { ...data, ...shared, settings, device, outputDir, scratchDir, seed, signal, report };
  const artifact: RetrievalArtifact = retrievalArtifactSchema.parse(await trainRetrieval(input));
  const profile = await readArtifact(inputs.profile, "profile.json", profileSchema);
  await writeRetrieval(outputDir, artifact, { profile, settings });
  const runs = artifact.models.reduce((sum, model) => sum + model.runs.length, 0);
  const rows = { interactions: data.log.users.length, users: artifact.users, items: artifact.items };
  return { rows, notes: [`${runs} runs`, `device ${device.name}: ${device.reason}`] };
}
