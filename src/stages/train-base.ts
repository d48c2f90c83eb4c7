import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config/schema.ts";
import { openDevice } from "../compute/device.ts";
import { defineStage } from "../dag/stage.ts";
import { encodeSchema } from "../data/artifacts/encode.ts";
import { trainBaseSchema } from "../data/artifacts/train-base.ts";
import { readArtifact } from "../data/artifacts/read-artifact.ts";
import { openSession } from "../data/session.ts";
import { trainBase } from "../training/train-base.ts";
import { reachOf } from "./reach.ts";

/** Encoded rows → the trained base network with its evaluation and ONNX export. */
export const trainBaseStage = defineStage<Config["base"]>({
  name: "train-base",
  version: 1,
  inputs: ["encode"],
  slice: (config) => config.base,
  async run(context) {
    const { inputs, outputDir, scratchDir, seed, signal, report, resources } = context;
    const encodeDir = inputs.encode;
    const encode = await readArtifact(encodeDir, "encode.json", encodeSchema);
    const { memoryBytes, threads } = resources;
    await using session = await openSession({
      memoryBytes: memoryBytes / 4,
      threads,
      tempDir: join(scratchDir, "duckdb"),
      ...reachOf(context),
    });
    const device = await openDevice(resources.device, { threads });
    try {
      const shared = {
        base: context.config,
        seed,
        encodeDir,
        outputDir,
        scratchDir,
        encode,
        session,
        device,
        signal,
        report,
      };
      const artifact = trainBaseSchema.parse(await trainBase(shared));
      await writeFile(join(outputDir, "model.json"), `${JSON.stringify(artifact, null, 1)}\n`);
      return { rows: encode.splits, notes: [`device ${device.name}: ${device.reason}`] };
    } finally {
      await device.close();
    }
  },
});
