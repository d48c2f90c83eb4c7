import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import type { Progress } from "../../src/dag/stage.ts";
import { reservedIds } from "../../src/data/artifacts/reserved-ids.ts";
import { type TrainArtifact, trainSchema } from "../../src/data/artifacts/train.ts";
import { readSafetensors } from "../../src/models/safetensors.ts";
import { trainStage } from "../../src/stages/train.ts";
import { artifact, query } from "../support/audited-log.ts";
import { runStage } from "../support/run-stage.ts";
import { prepared, selection } from "../support/selected-run.ts";

const config: ConfigInput = {
  name: "t",
  dataset: { files: ["*"] },
  domain: "d",
  label: "y",
  features: { site: { kind: "categorical" } },
  base: { hidden: [16, 8], maxEpochs: 3, batchSize: 128 },
  train: { models: ["dsfm", "shared-dnn"], seeds: 2 },
};

async function trained(run: string, train: ConfigInput["train"] = config.train): Promise<TrainArtifact> {
  await runStage(trainStage, { run, config: { ...config, train }, threads: 1 });
  return trainSchema.parse(artifact(run, "08-train/train.json"));
}

/** A run with 34,000 test rows: the site of the first half is unknown, as where the market whose file comes first has none. */
async function preparedInHalves(): Promise<string> {
  const run = await prepared();
  const half = 17_000;
  await query(`COPY (
    SELECT 1800 + i AS _row, (i // ${half})::INTEGER AS _domain, (i % 2)::INTEGER AS _label,
      CASE WHEN i < ${half} THEN ${reservedIds.unknown} ELSE 3 + i % 5 END::INTEGER AS site,
      (1 + i % 10)::INTEGER AS price, [3 + i % 5]::INTEGER[] AS tags
    FROM range(${2 * half}) AS t(i)
  ) TO '${join(run, "03-encode/rows/test/00000.parquet")}' (FORMAT parquet)`);
  const path = join(run, "03-encode/encode.json");
  const encode = JSON.parse(readFileSync(path, "utf8")) as { splits: object }; // As `prepared` wrote it.
  writeFileSync(path, JSON.stringify({ ...encode, splits: { ...encode.splits, test: 2 * half } }));
  return run;
}

describe("train", () => {
  let run: string;
  let found: TrainArtifact;
  beforeAll(async () => {
    run = await prepared();
    found = await trained(run);
  });

  it("trains every model with every seed on the selection", () => {
    expect(found.models.map(({ model, runs }) => [model, runs.map(({ seed }) => seed)])).toEqual([
      ["dsfm", [1, 2]],
      ["shared-dnn", [1, 2]],
    ]);
    expect(found.sensitive).toEqual(["price"]);
  });

  it("learns, and evaluates every domain", () => {
    const [auc] = found.models.map(({ runs }) => runs[0].test.overall.auc);
    expect(auc).toBeGreaterThan(0.8);
    expect(found.models[0].runs[0].test.byDomain).toHaveLength(3);
  });

  it("counts the operations of a prediction", () => {
    // 12 → 16 → 8 → 1: 2 (192 + 128 + 8) of products, 25 biases, 24 ReLUs, and the flat logit.
    const shared = found.models[1].flopsPerRow;
    expect(shared).toBeGreaterThanOrEqual(2 * 328 + 25 + 24);
    expect(shared).toBeLessThan(2 * 328 + 60);
    expect(found.models[0].flopsPerRow).toBeGreaterThan(shared);
  });

  it("measures how much each model uses each feature", () => {
    const [dsfm, shared] = found.models.map(({ dependence }) => dependence);
    expect(dsfm.map(({ rank }) => rank).toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
    expect(shared.every(({ meanAbs }) => meanAbs > 0)).toBe(true);
  });

  it("says that it measures on all test rows, where these are few", () => {
    expect(found.dependenceRows).toEqual({ measured: 300, test: 300 });
    expect(readFileSync(join(run, "08-train/models.md"), "utf8")).toContain("over all 300 test rows");
  });

  it("measures on a sample over all test rows, where these are many", async () => {
    const halves = await preparedInHalves();
    const { dependenceRows, models } = await trained(halves, { models: ["shared-dnn"], seeds: 1 });
    expect(dependenceRows).toEqual({ measured: 16_384, test: 34_000 });
    // An unknown value has the embedding zero, and so no attribution: what is measured lies in the second half.
    const site = models[0].dependence.find(({ feature }) => feature === "site");
    expect(site?.meanAbs).toBeGreaterThan(0);
    const markdown = readFileSync(join(halves, "08-train/models.md"), "utf8");
    expect(markdown).toContain("over a sample of 16,384 of the 34,000 test rows");
  });

  it("exports models that reproduce their predictions", () => {
    expect(found.models.map(({ onnx }) => onnx.rows)).toEqual([300, 300]);
    expect(Math.max(...found.models.map(({ onnx }) => onnx.maxAbsDifference))).toBeLessThan(1e-6);
  });

  it("writes a report as Markdown and as HTML, with its charts", () => {
    const folder = join(run, "08-train");
    const markdown = readFileSync(join(folder, "models.md"), "utf8");
    const links = Array.from(markdown.matchAll(/\]\((charts\/[^)]+)\)/g), ([, path]) => path);
    expect(links).toHaveLength(4);
    expect(links.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
    expect(readFileSync(join(folder, "models.html"), "utf8")).toContain("<h1>Models</h1>");
  });

  it("reports the dense parameters of the base network as the budget that ratios are to", () => {
    const { dense } = found.models[1].parameters;
    const markdown = readFileSync(join(run, "08-train/models.md"), "utf8");
    // 12 → 16 → 8 → 1.
    expect(dense).toBe(13 * 16 + 17 * 8 + 9);
    expect(markdown).toContain(`which has ${dense} dense parameters here`);
    expect(markdown).toMatch(/^\| shared-dnn +\| +353 \| 1\.00 × \|/m);
  });

  it("ends in the same bits when it is killed between models and started again", async () => {
    const again = await prepared();
    await trained(again, { models: ["dsfm"], seeds: 1 });
    rmSync(join(again, "08-train"), { recursive: true });
    expect(await trained(again)).toEqual(found);
    const report = (folder: string): string => readFileSync(join(folder, "08-train/models.html"), "utf8");
    expect(report(again)).toBe(report(run));
    const weights = await readSafetensors(join(again, "08-train/dsfm/model.safetensors"));
    expect(weights).toEqual(await readSafetensors(join(run, "08-train/dsfm/model.safetensors")));
  });

  it.each(["dsfm", "fibinet"] as const)("finds before it trains that %s cannot be built", async (model) => {
    const uneven = await prepared(selection, { price: 8 });
    const told: string[] = [];
    const train = { models: ["shared-dnn" as const, model], seeds: 1 };
    const report = ({ message }: Progress): unknown => told.push(message ?? "");
    const pending = runStage(trainStage, { run: uneven, config: { ...config, train }, threads: 1, report });
    await expect(pending).rejects.toThrow("embeddings of one size");
    expect(told).toEqual([]);
  });

  it("says so when the audit selected nothing", async () => {
    const empty = await prepared({ ...selection, selected: [] });
    await expect(trained(empty)).rejects.toThrow(/selected no feature/);
  });

  it("can read the lowest-ranked features instead", async () => {
    const { sensitive } = await trained(await prepared(), { models: ["dsfm"], seeds: 1, sensitive: "last" });
    expect(sensitive).toEqual(["site"]);
  });
});
