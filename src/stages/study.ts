import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openDevice } from "../compute/device.ts";
import type { Config } from "../config/schema.ts";
import { defineStage, type Stage, type StageContext, type StageResult } from "../dag/stage.ts";
import { encodeSchema } from "../data/artifacts/encode.ts";
import { readArtifact } from "../data/artifacts/read-artifact.ts";
import { selectionSchema } from "../data/artifacts/selection.ts";
import { type StudyArtifact, studySchema } from "../data/artifacts/study.ts";
import { openSession } from "../data/session.ts";
import { extractorInput } from "../ranking/extractor-input.ts";
import { renderStudy } from "../report/study/render-study.ts";
import { compareStudy, studyFeatures } from "../training/compare-study.ts";
import { studyVariants } from "../training/study-variants.ts";
import { trainModels } from "../training/train-models.ts";
import type { StudyName } from "../util/study-names.ts";
import { studyDeclaration, type StudySlice } from "./declared/study.ts";
import { reachOf } from "./reach.ts";

/** One of the paper's studies: encoded rows and the audit's selection → its variants, trained and compared, and a picture. */
export function studyStage(study: StudyName): Stage<StudySlice> {
  return defineStage<StudySlice>({
    ...studyDeclaration(study),
    run: (context) => runStudy(study, context),
  });
}

async function runStudy(study: StudyName, context: StageContext<StudySlice>): Promise<StageResult> {
  const { inputs, outputDir } = context;
  const encode = await readArtifact(inputs.encode, "encode.json", encodeSchema);
  const artifact = studySchema.parse(await trainStudy(study, context));
  const { markdown, svg } = renderStudy(artifact);
  await writeFile(join(outputDir, "study.json"), `${JSON.stringify(artifact, null, 1)}\n`);
  await writeFile(join(outputDir, "study.md"), markdown);
  await writeFile(join(outputDir, "study.svg"), svg);
  const { name, reason } = artifact.device;
  const runs = artifact.variants.length * artifact.seeds.length;
  return { rows: encode.splits, notes: [`${runs} runs`, `device ${name}: ${reason}`] };
}

async function trainStudy(study: StudyName, context: StageContext<StudySlice>): Promise<StudyArtifact> {
  const { config, inputs, outputDir, scratchDir, resources, seed, signal, report } = context;
  const { memoryBytes, threads } = resources;
  const tempDir = join(scratchDir, "duckdb");
  await using session = await openSession({ memoryBytes: memoryBytes / 4, threads, tempDir, ...reachOf(context) });
  const device = await openDevice(resources.device, { threads });
  try {
    const encode = await readArtifact(inputs.encode, "encode.json", encodeSchema);
    const selection = await readArtifact(inputs.select, "selection.json", selectionSchema);
    const positions = (which: Config["train"]["sensitive"]): number[] =>
      extractorInput(encode.features, selection, which);
    const variants = studyVariants[study]({ ...config, positions });
    const ofDependence = study === "dependence";
    const attributedSeeds = ofDependence ? "all" : "first";
    const shared = { ...config, seed, encodeDir: inputs.encode, outputDir, scratchDir, signal, report };
    const trained = await trainModels({ ...shared, variants, attributedSeeds, encode, session, device });
    const names = encode.features.map(({ name }) => name);
    return {
      ...trained,
      study,
      variants: compareStudy(
        trained,
        variants.map(({ against }) => against),
      ),
      features: ofDependence ? studyFeatures(trained.models, selection, names) : null,
    };
  } finally {
    await device.close();
  }
}
