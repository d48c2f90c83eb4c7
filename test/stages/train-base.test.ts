import { cpSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type ConfigInput, configSchema } from "../../src/config/schema.ts";
import { openDevice } from "../../src/compute/device.ts";
import { trainBaseSchema, type TrainBaseArtifact } from "../../src/data/artifacts/train-base.ts";
import { openSession } from "../../src/data/session.ts";
import { trainBaseStage } from "../../src/stages/train-base.ts";
import { trainBase, type TrainBaseInput } from "../../src/training/train-base.ts";
import { writeEncodedRun } from "../support/encoded-run.ts";
import { runStage, temporaryFolder } from "../support/run-stage.ts";

const rows = { train: 3000, valid: 600, test: 900 };
const config: ConfigInput = {
  name: "t",
  dataset: { files: ["*"] },
  domain: "d",
  label: "y",
  features: { site: { kind: "categorical" } },
  base: { hidden: [16, 8], maxEpochs: 4, patience: 4, learningRate: 0.01, dropout: 0.1 },
};

async function train(): Promise<{ folder: string; model: TrainBaseArtifact }> {
  const run = temporaryFolder();
  await writeEncodedRun(run, rows);
  const folder = await runStage(trainBaseStage, { run, config });
  return { folder, model: trainBaseSchema.parse(JSON.parse(readFileSync(join(folder, "model.json"), "utf8"))) };
}

/** Trains in `run` and stops, as if killed, once epoch `killAt` has begun. */
async function trainUntil(run: string, killAt: number, scratchDir: string): Promise<void> {
  const { encodeDir, encode } = await writeEncodedRun(run, rows);
  const controller = new AbortController();
  const device = await openDevice("cpu", { threads: 2 });
  await using session = await openSession({ memoryBytes: 2 ** 30, threads: 2, tempDir: join(run, "duckdb") });
  const { base, seed } = configSchema.parse(config);
  const report: TrainBaseInput["report"] = ({ message }) => {
    if (message.startsWith(`epoch ${killAt} `)) controller.abort(new Error("killed"));
  };
  const shared = { base, seed, encodeDir, encode, session, device, scratchDir, outputDir: run, report };
  await expect(trainBase({ ...shared, signal: controller.signal })).rejects.toThrow("killed");
}

describe("train-base", () => {
  it("learns the planted label, reports every domain, and exports a model that predicts the same", async () => {
    const { model, folder } = await train();
    expect(model.evaluation.test.overall.auc).toBeGreaterThan(0.9);
    expect(model.evaluation.test.byDomain.map((metric) => metric.rows)).toEqual([300, 300, 300]);
    expect(model.onnx.rows).toBe(900);
    // One float32 rounding of a probability is 6e-8; the graphs differ in the order of sums.
    expect(model.onnx.maxAbsDifference).toBeLessThan(1e-6);
    expect(readdirSync(folder).sort()).toEqual(["model.json", "model.onnx", "model.safetensors"]);
  });

  it("gives the same bytes in a second run", async () => {
    const [a, b] = [await train(), await train()];
    for (const file of ["model.json", "model.onnx", "model.safetensors"]) {
      expect(readFileSync(join(a.folder, file)).equals(readFileSync(join(b.folder, file)))).toBe(true);
    }
  });

  it("ends in the same bits when it is killed in epoch 3 and resumed", async () => {
    const whole = await train();
    const run = temporaryFolder();
    const scratch = temporaryFolder();
    await trainUntil(join(run, "killed"), 3, scratch);
    cpSync(scratch, join(run, "scratch-train-base"), { recursive: true });
    await writeEncodedRun(run, rows);
    const folder = await runStage(trainBaseStage, { run, config });
    expect(
      readFileSync(join(folder, "model.safetensors")).equals(readFileSync(join(whole.folder, "model.safetensors"))),
    ).toBe(true);
  });
});
