import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import { type RetrievalArtifact, retrievalArtifactSchema } from "../../src/data/artifacts/retrieval.ts";
import { stageFolders } from "../../src/data/artifacts/layout.ts";
import { encodeStage } from "../../src/stages/encode.ts";
import { ingestStage } from "../../src/stages/ingest.ts";
import { profileStage } from "../../src/stages/profile.ts";
import { retrievalStage } from "../../src/stages/retrieval.ts";
import { retrievalModelNames } from "../../src/util/retrieval-names.ts";
import { runStage, sourceFiles, temporaryFolder } from "../support/run-stage.ts";
import { tasteLog } from "../support/two-tower-sample.ts";

const log = tasteLog(500);
const domain = (d: number): string => ["shop", "web"][d];

type Settings = NonNullable<ConfigInput["retrieval"]>;

function configFor(more: Partial<Settings>): ConfigInput {
  return {
    name: "t",
    dataset: { files: ["log.csv"] },
    domain: "d",
    label: { sql: "1" },
    user: "u",
    item: "i",
    split: { by: "none" },
    encode: { minCount: 1 },
    features: {
      u: { kind: "categorical", role: "user" },
      i: { kind: "categorical", role: "item" },
      price: { kind: "numerical", role: "item" },
    },
    retrieval: {
      user: "u",
      item: "i",
      evaluate: [0, 1].map((d) => ({ domain: domain(d), candidates: `lists-${d}.tsv`, positives: `held-${d}.tsv` })),
      places: [3],
      seeds: 2,
      models: [...retrievalModelNames],
      embedding: 4,
      hidden: [6],
      output: 4,
      maxEpochs: 2,
      batchSize: 128,
      selfTraining: { percent: 10, step: 10, epochs: 1 },
      validation: { candidates: 9, place: 3 },
      options: { adi: { domainEmbeddingSize: 2, squeezeSize: 2 } },
      ...more,
    },
  };
}

/** The last row of each user and domain, and all others. */
function split(): { held: number[]; rows: number[] } {
  const last = new Map<string, number>();
  log.users.forEach((user, n) => last.set(`${user} ${log.domains[n]}`, n));
  const held = new Set(last.values());
  return { held: [...held], rows: Array.from(log.users.keys()).filter((n) => !held.has(n)) };
}

/** The log but the last row of each user and domain, which is held out, and lists of that and nine other items. */
function writeFiles(run: string): { logFile: string; evaluation: { path: string; use: string }[] } {
  const { held, rows } = split();
  const line = (n: number): string => `${domain(log.domains[n])},u${log.users[n]},i${log.items[n]},${log.items[n] % 5}`;
  const logFile = join(run, "log.csv");
  writeFileSync(logFile, `d,u,i,price\n${rows.map(line).join("\n")}\n`);
  const evaluation = [0, 1].flatMap((d) => {
    const own = held.filter((n) => log.domains[n] === d);
    const [lists, positives] = [join(run, `lists-${d}.tsv`), join(run, `held-${d}.tsv`)];
    const others = (n: number): string[] =>
      Array.from({ length: 9 }, (_, k) => `i${3 + ((log.items[n] - 3 + 4 * k + 1) % 40)}`);
    writeFileSync(
      lists,
      own.map((n) => `u${log.users[n]}\t${[...others(n), `i${log.items[n]}`].join(",")}\n`).join(""),
    );
    writeFileSync(
      positives,
      `user\titem\trating\n${own.map((n) => `u${log.users[n]}\ti${log.items[n]}\t1\n`).join("")}`,
    );
    return [
      { path: lists, use: `evaluate:${d}:candidates` },
      { path: positives, use: `evaluate:${d}:positives` },
    ];
  });
  return { logFile, evaluation };
}

interface Prepared {
  readonly run: string;
  retrieve(more?: Partial<Settings>, threads?: number): Promise<RetrievalArtifact>;
}

async function prepare(): Promise<Prepared> {
  const run = temporaryFolder();
  const { logFile, evaluation } = writeFiles(run);
  const config = configFor({});
  await runStage(ingestStage, { run, config, files: sourceFiles([logFile]) });
  await runStage(profileStage, { run, config });
  await runStage(encodeStage, { run, config });
  const files = evaluation.flatMap(({ path, use }) => sourceFiles([path], use));
  return {
    run,
    retrieve: async (more = {}, threads = 1) => {
      const folder = await runStage(retrievalStage, { run, config: configFor(more), files, threads });
      return retrievalArtifactSchema.parse(JSON.parse(readFileSync(join(folder, "retrieval.json"), "utf8")));
    },
  };
}

/** Every file of the stage by its path. */
function contents(run: string): Record<string, string> {
  const folder = join(run, stageFolders.retrieval);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path, "base64")];
    }),
  );
}

describe("the retrieval stage, of a log of nothing but positives and without an audit", () => {
  let whole: Prepared;
  let artifact: RetrievalArtifact;
  beforeAll(async () => {
    whole = await prepare();
    artifact = await whole.retrieve();
  }, 300_000);

  it("trains every model with every seed and evaluates it in each domain", () => {
    expect(artifact.models.map(({ key, runs }) => [key, runs.length])).toEqual(
      retrievalModelNames.map((name) => [name, 2]),
    );
    const recalls = artifact.models.flatMap(({ runs }) =>
      runs.flatMap(({ metrics }) => metrics[0].domains.map(({ recall }) => recall)),
    );
    expect(recalls.filter((recall) => recall === null || recall < 0 || recall > 1)).toEqual([]);
  });

  it("gives the other models as many parameters as ADI, as nearly as whole units can", () => {
    const dense = artifact.models.map(({ parameters }) => parameters.dense);
    // A unit of the widest of these small models has about fifty parameters.
    expect(Math.max(...dense.map((count) => Math.abs(count - dense[0])))).toBeLessThan(50);
  });

  it("measures methods without training on the same lists", () => {
    expect(artifact.references.map(({ name }) => name)).toEqual([
      "popularity",
      "item neighbours",
      "item neighbours, all domains",
    ]);
    expect(artifact.references.map(({ metrics }) => metrics[0].domains.map(({ lists }) => lists > 0))).toEqual([
      [true, true],
      [true, true],
      [true, true],
    ]);
  });

  it("counts the held-out items that their users have in training, and looks for the others over the corpus", () => {
    const { held, rows } = split();
    const known = new Set(rows.map((n) => `${log.users[n]} ${log.items[n]}`));
    const chosen = [0, 1].map((d) =>
      held.filter((n) => log.domains[n] === d).map((n) => known.has(`${log.users[n]} ${log.items[n]}`)),
    );
    const counts = (kept: boolean): number[] => chosen.map((own) => own.filter((is) => is === kept).length);
    expect(Math.min(...counts(true))).toBeGreaterThan(0);
    expect(artifact.evaluation.map(({ chosenPositives }) => chosenPositives)).toEqual(counts(true));
    expect(artifact.references[0].corpus?.[0].domains.map(({ lists }) => lists)).toEqual(counts(false));
  });

  it("tells how the adaptation layer of each domain weighs the features", () => {
    const [{ adaptation }] = artifact.models;
    expect(artifact.fields.user).toEqual(["u", "history of i"]);
    expect(adaptation?.user?.map((weights) => weights.length)).toEqual([2, 2]);
    expect(artifact.fields.item).toEqual(["i", "price"]);
  });

  it("writes a report, the towers and their vectors", () => {
    const files = Object.keys(contents(whole.run));
    expect(files).toEqual(
      expect.arrayContaining([
        "retrieval.md",
        "retrieval.html",
        "adi/user.onnx",
        "adi/items.parquet",
        "adi/users.arrow",
      ]),
    );
    expect(readFileSync(join(whole.run, stageFolders.retrieval, "retrieval.md"), "utf8")).toContain(
      "| shared-bottom |",
    );
  });

  it("gives the same bytes with two threads, and when it is killed between runs and started again", async () => {
    const models: Settings["models"] = ["adi", "dnn-single"];
    const again = await prepare();
    await again.retrieve({ models }, 2);
    const first = contents(again.run);
    rmSync(join(again.run, stageFolders.retrieval), { recursive: true });
    rmSync(join(again.run, "scratch-retrieval/dnn-single-2"), { recursive: true });
    rmSync(join(again.run, "scratch-retrieval/adi-2/all"), { recursive: true });
    rmSync(join(again.run, "scratch-retrieval/adi-2/result.json"));
    await again.retrieve({ models }, 1);
    expect(contents(again.run)).toEqual(first);
  }, 120_000);

  it("evaluates a self-trained model before its pseudo labels too, as it is without self-training", async () => {
    const models: Settings["models"] = ["adi", "dnn"];
    // Without held-out items the epochs with pseudo labels are kept, better or not.
    const [trained, dnn] = (await (await prepare()).retrieve({ models, validation: null })).models;
    const { models: plain } = await (await prepare()).retrieve({ models, validation: null, selfTraining: null });
    const labelsAlone = plain[0].runs.map(({ metrics, corpus }) => ({ metrics, corpus }));
    expect(trained.runs.map((run) => run.labelsAlone)).toEqual(labelsAlone);
    expect(trained.runs.map(({ metrics, corpus }) => ({ metrics, corpus }))).not.toEqual(labelsAlone);
    expect([...dnn.runs, ...plain[0].runs].map((run) => run.labelsAlone)).toEqual([null, null, null, null]);
  }, 120_000);

  it("finds before it trains that a variant cannot be built", async () => {
    const options = { adi: { adaptationPlacement: "network" as const } };
    await expect(whole.retrieve({ study: "fusion", options })).rejects.toThrow("this adaptationPlacement");
    expect(readdirSync(join(whole.run, "scratch-retrieval")).filter((name) => name.startsWith("fusion"))).toEqual([]);
  });

  it("compares the variants of a study", async () => {
    const prepared = await prepare();
    const { models } = await prepared.retrieve({ study: "ablation", seeds: 1 });
    expect(models.map(({ key, selfTraining }) => [key, selfTraining])).toEqual([
      ["adi", true],
      ["no-self-training", false],
      ["no-self-training-adaptation", false],
      ["no-self-training-adaptation-dsbn", false],
    ]);
    const dense = models.map(({ parameters }) => parameters.dense);
    expect(dense[1]).toBeGreaterThan(dense[2]);
    expect(dense[2]).toBeGreaterThan(dense[3]);
  }, 120_000);
});
