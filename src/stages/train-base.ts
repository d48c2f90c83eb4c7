import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config/schema.ts";
import { openDevice } from "../compute/device.ts";
import { defineStage } from "../dag/stage.ts";
import { encodeSchema } from "../data/artifacts/encode.ts";
import { trainBaseSchema } from "../data/artifacts/train-base.ts";
import { readArtifact } from "../data/artifacts/read-artifact.ts";
import { memoryBudget } from "../dag/memory.ts";
import { openSession } from "../data/session.ts";
import { keptBytes } from "../data/window-rows.ts";
import { trainBase } from "../training/train-base.ts";
import { trainBaseDeclaration } from "./declared/train-base.ts";
import { trainMemory } from "./memory/train-memory.ts";
import { reachOf } from "./reach.ts";

/** Reading row groups in turn takes no more. */
const mostForReading = 2 ** 30;

/** Encoded rows → the trained base network with its evaluation and ONNX export. */
export const trainBaseStage = defineStage<Config["base"]>({
  ...trainBaseDeclaration,
  async run(context) {
    const { inputs, outputDir, scratchDir, seed, signal, report, resources } = context;
    const encodeDir = inputs.encode;
    const encode = await readArtifact(encodeDir, "encode.json", encodeSchema);
    const { threads } = resources;
    const { engine } = memoryBudget(resources, trainMemory(encode, context.config, threads));
    const forReading = Math.min(engine, mostForReading);
    await using session = await openSession({
      memoryBytes: forReading,
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
        keptBytes: keptBytes(engine - forReading),
      };
      const artifact = trainBaseSchema.parse(await trainBase(shared));
      await writeFile(join(outputDir, "model.json"), `${JSON.stringify(artifact, null, 1)}\n`);
      return { rows: encode.splits, notes: [`device ${device.name}: ${device.reason}`] };
    } finally {
      await device.close();
    }
  },
});
