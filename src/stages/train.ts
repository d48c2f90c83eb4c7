import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openDevice } from "../compute/device.ts";
import type { Config } from "../config/schema.ts";
import { defineStage } from "../dag/stage.ts";
import { encodeSchema } from "../data/artifacts/encode.ts";
import { selectionSchema } from "../data/artifacts/selection.ts";
import { trainSchema } from "../data/artifacts/train.ts";
import { readArtifact } from "../data/artifacts/read-artifact.ts";
import { openSession } from "../data/session.ts";
import { extractorInput } from "../ranking/extractor-input.ts";
import { modelTableText } from "../report/model-table.ts";
import { compareModels } from "../training/compare-models.ts";
import { type TrainModelsInput, trainModels } from "../training/train-models.ts";
import { configuredVariant } from "../training/variant.ts";

type TrainSlice = Pick<Config, "train" | "base"> & Pick<TrainModelsInput, "attribute">;

/** Encoded rows and the audit's selection → the models of the config, each with every seed, evaluated per domain and compared. */
export const trainStage = defineStage<TrainSlice>({
  name: "train",
  version: 1,
  inputs: ["encode", "select"],
  usesDevice: true,
  onDemand: true,
  slice: ({ train, base, attribute: { quadrature, steps, target } }) => ({
    train,
    base,
    attribute: { quadrature, steps, target },
  }),
  async run(context) {
    const { config, inputs, outputDir, scratchDir, resources, seed, signal, report } = context;
    const { memoryBytes, threads } = resources;
    const tempDir = join(scratchDir, "duckdb");
    await using session = await openSession({ memoryBytes: memoryBytes / 4, threads, tempDir });
    const device = await openDevice(resources.device, { threads });
    try {
      const encode = await readArtifact(inputs.encode, "encode.json", encodeSchema);
      const selection = await readArtifact(inputs.select, "selection.json", selectionSchema);
      const sensitive = extractorInput(encode.features, selection, config.train.sensitive);
      const variants = config.train.models.map((model) => configuredVariant(model, config, sensitive));
      const shared = { ...config, seed, encodeDir: inputs.encode, outputDir, scratchDir, signal, report };
      const trained = await trainModels({ ...shared, variants, attributedSeeds: "first", encode, session, device });
      const artifact = trainSchema.parse({ ...trained, sensitive: sensitive.map((f) => encode.features[f].name) });
      await writeFile(join(outputDir, "train.json"), `${JSON.stringify(artifact, null, 1)}\n`);
      const table = modelTableText(artifact, compareModels(artifact));
      await writeFile(join(outputDir, "models.md"), `# Models\n\n${table}\n`);
      const runs = artifact.models.reduce((sum, model) => sum + model.runs.length, 0);
      return { rows: encode.splits, notes: [`${runs} runs`, `device ${device.name}: ${device.reason}`] };
    } finally {
      await device.close();
    }
  },
});
