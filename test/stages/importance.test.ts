import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDevice } from "../../src/compute/device.ts";
import { parseConfig } from "../../src/config/load.ts";
import { configSchema } from "../../src/config/schema.ts";
import { type ImportanceArtifact, importanceSchema } from "../../src/data/artifacts/importance.ts";
import { openSession } from "../../src/data/session.ts";
import { entityFields } from "../../src/models/mkt/entity-fields.ts";
import { memNetwork } from "../../src/models/mkt/mem-network.ts";
import type { MemOptions } from "../../src/models/mkt/mkt-options.ts";
import { readSafetensors, type StoredTensor } from "../../src/models/safetensors.ts";
import { importanceStage } from "../../src/stages/importance.ts";
import { trainMem } from "../../src/training/train-mem.ts";
import { entityConfig, historyFeatures, writeHistoryRun } from "../support/entity-run.ts";
import { runStage, temporaryFolder } from "../support/run-stage.ts";

const rows = { train: 1600, valid: 400, test: 400 };

interface Written {
  readonly json: string;
  readonly weights: ReadonlyMap<string, StoredTensor>;
}

async function stageRun(more: { run?: string; threads?: number; sampleRows?: number } = {}): Promise<Written> {
  const { run = temporaryFolder(), threads = 2, sampleRows } = more;
  await writeHistoryRun(run, rows);
  const config = { ...entityConfig, attribute: { sampleRows } };
  const folder = await runStage(importanceStage, { run, config, threads });
  return {
    json: readFileSync(join(folder, "importance.json"), "utf8"),
    weights: await readSafetensors(join(folder, "model.safetensors")),
  };
}

const written = stageRun();
const artifact = written.then(({ json }): ImportanceArtifact => importanceSchema.parse(JSON.parse(json)));

/** Trains in `run` and stops, as if killed, once epoch 3 has begun. */
async function trainUntilKilled(run: string, scratchDir: string): Promise<void> {
  const encode = await writeHistoryRun(run, rows);
  const controller = new AbortController();
  const device = await openDevice("cpu", { threads: 2 });
  await using session = await openSession({ memoryBytes: 2 ** 29, threads: 2, tempDir: join(run, "duckdb") });
  const { base, seed } = configSchema.parse(entityConfig);
  const report = ({ message }: { message: string }): void => {
    if (message.startsWith("epoch 3 ")) controller.abort(new Error("killed"));
  };
  const { importance: settings } = importanceStage.slice(configSchema.parse(entityConfig));
  const shared = {
    base,
    seed,
    settings,
    encode,
    encodeDir: join(run, "03-encode"),
    outputDir: run,
    session,
    device,
    scratchDir,
  };
  await expect(trainMem({ ...shared, report, signal: controller.signal })).rejects.toThrow("killed");
}

describe("importance", () => {
  it("gives every feature that is specific to an entity a rank, over that entity's rows", async () => {
    const { entities } = await artifact;
    const found = entities.map(({ entity, rows: count, features }) => [
      entity,
      count,
      features.map(({ name }) => name).toSorted(),
    ]);
    expect(found).toEqual([
      ["product", 1200, ["brand", "color"]],
      ["post", 400, ["likes"]],
    ]);
  });

  it("puts the feature that decides the label before the one that says nothing", async () => {
    const { entities } = await artifact;
    expect(entities[0].features.map(({ name, rank }) => [rank, name])).toEqual([
      [1, "brand"],
      [2, "color"],
    ]);
    expect(entities[0].test.auc).toBeGreaterThan(0.7);
  });

  it("gives means within 0 to 2, within their intervals", async () => {
    const features = (await artifact).entities.flatMap((one) => one.features);
    const ordered = features.filter(
      ({ mean, interval: [low, high] }) => 0 < low && low <= mean && mean <= high && high < 2,
    );
    expect(ordered).toHaveLength(3);
  });

  it("saves the weights of the model that its options describe", async () => {
    const { model } = await artifact;
    const { weights } = await written;
    const options = model.options as unknown as MemOptions; // The artifact has them as JSON.
    const { specs } = memNetwork(entityFields(historyFeatures, ["product", "post"], "multiHead"), options);
    const stored = specs.map(({ name }) => ({ name, shape: weights.get(name)?.shape }));
    expect(stored).toEqual(specs.map(({ name, shape }) => ({ name, shape })));
    const count = [...weights.values()].reduce((sum, { data }) => sum + data.length, 0);
    expect(count).toBe(model.parameters.embedding + model.parameters.dense);
  });

  it("gives the same bytes with one thread and with two", async () => {
    expect(await stageRun({ threads: 1 })).toEqual(await written);
  });

  it("gives the same bytes when it is killed in epoch 3 and resumed", async () => {
    const [run, scratch] = [temporaryFolder(), temporaryFolder()];
    await trainUntilKilled(join(run, "killed"), scratch);
    cpSync(scratch, join(run, "scratch-importance"), { recursive: true });
    expect(await stageRun({ run })).toEqual(await written);
  });

  it("reads as many rows as are attributed", async () => {
    const sampled = importanceSchema.parse(JSON.parse((await stageRun({ sampleRows: 500 })).json));
    expect(sampled).toMatchObject({ rows: 500, trainRows: 1600, sampled: true });
    expect(sampled.entities[0].rows + sampled.entities[1].rows).toBe(500);
  });

  it("belongs to pipelines with a feature of one entity, and to no other", () => {
    const pipeline = (role: string) =>
      parseConfig(
        `name: t\ndataset: { files: [x] }\ndomain: d\nlabel: y\nfeatures: { a: { kind: numerical, role: "${role}" } }\n`,
        "t.yaml",
        [],
      );
    expect(importanceStage.applies?.(pipeline("entity-specific:post"))).toBe(true);
    expect(importanceStage.applies?.(pipeline("entity-shared"))).toBe(false);
  });
});
