import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { openDevice } from "../compute/device.ts";
import type { Config } from "../config/schema.ts";
import { defineStage } from "../dag/stage.ts";
import { type EncodeArtifact, encodeSchema } from "../data/artifacts/encode.ts";
import { type SelectionArtifact, selectionSchema } from "../data/artifacts/selection.ts";
import { type TrainArtifact, trainSchema } from "../data/artifacts/train.ts";
import { readArtifact } from "../data/artifacts/read-artifact.ts";
import { openSession } from "../data/session.ts";
import { keptBytes } from "../data/window-rows.ts";
import { extractorInput } from "../ranking/extractor-input.ts";
import { renderModels } from "../report/models/render-models.ts";
import { referenceModel } from "../report/models/report-input.ts";
import { compareModels } from "../training/compare-models.ts";
import { compareWith } from "../training/compare-with.ts";
import { layerParameters } from "../training/layer-parameters.ts";
import { trainModels } from "../training/train-models.ts";
import { TrainingSpeed } from "../training/training-speed.ts";
import { configuredVariant } from "../training/variant.ts";
import { trainDeclaration, type TrainSlice } from "./declared/train.ts";
import { reachOf } from "./reach.ts";

/** Encoded rows and the audit's selection → the models of the config, each with every seed, evaluated per domain and compared. */
export const trainStage = defineStage<TrainSlice>({
  ...trainDeclaration,
  async run(context) {
    const { config, inputs, outputDir, scratchDir, resources, seed, signal, report } = context;
    const { memoryBytes, threads } = resources;
    const tempDir = join(scratchDir, "duckdb");
    await using session = await openSession({ memoryBytes: memoryBytes / 4, threads, tempDir, ...reachOf(context) });
    const device = await openDevice(resources.device, { threads });
    try {
      const encode = await readArtifact(inputs.encode, "encode.json", encodeSchema);
      const selection = await readArtifact(inputs.select, "selection.json", selectionSchema);
      const sensitive = extractorInput(encode.features, selection, config.train.sensitive);
      const variants = config.train.models.map((model) => configuredVariant(model, config, sensitive));
      const shared = { ...config, seed, encodeDir: inputs.encode, outputDir, scratchDir, signal, report };
      const speed = new TrainingSpeed();
      const epochTimed = speed.add.bind(speed);
      const held = { keptBytes: keptBytes(memoryBytes / 8) };
      const input = { ...shared, ...held, variants, encode, session, device, epochTimed };
      const trained = await trainModels({ ...input, attributedSeeds: "first" });
      const artifact = trainSchema.parse({ ...trained, sensitive: sensitive.map((f) => encode.features[f].name) });
      await writeFile(join(outputDir, "train.json"), `${JSON.stringify(artifact, null, 1)}\n`);
      await writeReport(outputDir, artifact, { encode, selection, base: config.base });
      const runs = artifact.models.reduce((sum, model) => sum + model.runs.length, 0);
      const notes = [`${runs} runs`, `device ${device.name}: ${device.reason}`, ...speed.notes()];
      return { rows: encode.splits, notes };
    } finally {
      await device.close();
    }
  },
});

interface Facts {
  readonly encode: EncodeArtifact;
  readonly selection: SelectionArtifact;
  readonly base: Config["base"];
}

/** `models.md`, `models.html` and their charts. */
async function writeReport(folder: string, artifact: TrainArtifact, { encode, selection, base }: Facts): Promise<void> {
  const inputSize = encode.features.reduce((sum, { embedding }) => sum + embedding, 0);
  const files = renderModels({
    artifact,
    lines: compareModels(artifact),
    gains: compareWith(artifact, referenceModel),
    selected: selection.selected.map(({ name }) => name),
    rows: encode.splits,
    referenceParameters: layerParameters([inputSize, ...base.hidden, 1]),
    settings: base,
  });
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
