import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { ConfigInput } from "../../src/config/schema.ts";
import { type EncodeArtifact, encodeSchema } from "../../src/data/artifacts/encode.ts";
import { attributeSchema } from "../../src/data/artifacts/attribute.ts";
import { selectionSchema } from "../../src/data/artifacts/selection.ts";
import { trainBaseSchema } from "../../src/data/artifacts/train-base.ts";
import { readSafetensors } from "../../src/models/safetensors.ts";
import { attributeStage } from "../../src/stages/attribute.ts";
import { encodeStage } from "../../src/stages/encode.ts";
import { rankStage } from "../../src/stages/rank.ts";
import { reportStage } from "../../src/stages/report.ts";
import { selectStage } from "../../src/stages/select.ts";
import { trainBaseStage } from "../../src/stages/train-base.ts";
import { trainStage } from "../../src/stages/train.ts";
import { createRng } from "../../src/util/rng.ts";
import { artifact, type LogRun, profiledLog, queryRows } from "../support/audited-log.ts";
import { runStage } from "../support/run-stage.ts";

/** The history comes before the feature whose vocabulary it shares. */
const features: ConfigInput["features"] = {
  read: { kind: "categorical", sequence: { delimiter: "^", maxLength: 3 }, role: "user", vocabulary: "author" },
  author: { kind: "categorical", role: "item", minCount: 4 },
  city: { kind: "categorical" },
};

/** Rows in the order of their time. */
function timedLog(rows: readonly string[]): string {
  return `d,y,s,read,author,city\n${rows.map((row, i) => `${i % 2 === 0 ? "a" : "b"},${i % 2},${i},${row}\n`).join("")}`;
}

const idRow = z.object({ read: z.array(z.number()), author: z.number(), city: z.number() });
const vocabularyRow = z.object({ id: z.number(), value: z.string().nullable(), rows: z.string() });

describe("encode of features that share a vocabulary", () => {
  let run: string;
  let encode: EncodeArtifact;
  beforeAll(async () => {
    // Training counts of read and author together: x 2 + 3, y 3 + 1, z 1 + 2 and w 0 + 1.
    const train = ["x^y,x,p", "x^y,x,p", "y,x,q", "z,y,q", ",z,p", ",z,p", ",w,p"];
    const log = await profiledLog(timedLog([...train, "new^x^z,x,p", "x,only,p"]), {
      features,
      split: { by: "time", column: "s", train: 0.75, valid: 0.12, test: 0.13 },
      dataset: { files: ["*"], columns: { s: "bigint" } },
    });
    await runStage(encodeStage, log);
    run = log.run;
    encode = encodeSchema.parse(artifact(run, "03-encode/encode.json"));
  });

  const rows = (split: string): Promise<z.infer<typeof idRow>[]> =>
    queryRows(idRow, `SELECT read, author, city FROM read_parquet('${run}/03-encode/rows/${split}/*.parquet')`);

  it("counts the values of all of them: y is frequent enough only together", async () => {
    const vocabulary = await queryRows(
      vocabularyRow,
      `SELECT id, value, rows FROM read_parquet('${run}/03-encode/vocabulary/001.parquet') WHERE id >= 3`,
    );
    expect(vocabulary).toEqual([
      { id: 3, value: "x", rows: "5" },
      { id: 4, value: "y", rows: "4" },
    ]);
  });

  it("writes their vocabulary once", () => {
    expect(existsSync(join(run, "03-encode/vocabulary/000.parquet"))).toBe(false);
    expect(encode.features.map(({ vocabularyOf }) => vocabularyOf)).toEqual([1, undefined, undefined]);
    expect(encode.features.map(({ ids, embeddingRows }) => [ids, embeddingRows])).toEqual([
      [5, 5],
      [5, 5],
      [5, 5],
    ]);
  });

  it("gives a value the same id in each", async () => {
    expect((await rows("train")).slice(0, 4).map(({ read, author }) => [read, author])).toEqual([
      [[3, 4], 3],
      [[3, 4], 3],
      [[4], 3],
      [[2], 4],
    ]);
  });

  it("calls rare what either has in training, and unknown what neither has", async () => {
    expect((await rows("valid"))[0].read).toEqual([0, 3, 2]);
    expect((await rows("test"))[0].author).toBe(0);
  });

  it("reports of each feature what it holds itself", () => {
    expect(encode.features.map(({ rare, unknownElements }) => ({ rare, unknownElements }))).toEqual([
      { rare: { minCount: 4, values: 1, elements: 1 }, unknownElements: 1 },
      { rare: { minCount: 4, values: 2, elements: 3 }, unknownElements: 1 },
      { rare: { minCount: 2, values: 0, elements: 0 }, unknownElements: 0 },
    ]);
  });
});

/** A log in which a user clicks where the author is one that he read. */
function clickLog(rows: number): string {
  const rng = createRng(2, "shared vocabulary");
  const lines = Array.from({ length: rows }, (_, i) => {
    const read = Array.from({ length: rng.below(4) }, () => rng.below(6));
    const author = rng.below(6);
    const click = rng.uniform() < (read.includes(author) ? 0.8 : 0.2) ? 1 : 0;
    return `${i % 2 === 0 ? "a" : "b"},${click},${i},${read.map((a) => `n${a}`).join("^")},n${author},c${rng.below(3)}`;
  });
  return `d,y,k,read,author,city\n${lines.join("\n")}\n`;
}

describe("the stages after encode", () => {
  let log: LogRun;
  beforeAll(async () => {
    const base = { hidden: [8], embedding: 4, maxEpochs: 2, learningRate: 0.01, batchSize: 256 };
    const train = { models: ["shared-dnn" as const], seeds: 1, sensitive: "all" as const };
    log = await profiledLog(clickLog(3000), { features, base, train });
    const stages = [
      encodeStage,
      trainBaseStage,
      attributeStage,
      rankStage,
      selectStage,
      trainStage,
      reportStage,
    ] as const;
    for (const stage of stages) await runStage<never>(stage as never, log); // Each stage takes its own slice.
  }, 60_000);

  it("train and save one table", async () => {
    const tensors = await readSafetensors(join(log.run, "04-train-base/model.safetensors"));
    expect([...tensors.keys()].filter((name) => name.startsWith("embedding"))).toEqual([
      "embedding/1/table",
      "embedding/2/table",
    ]);
    const { parameters, onnx } = trainBaseSchema.parse(artifact(log.run, "04-train-base/model.json"));
    // (6 authors + 3) x 4 and (3 cities + 3) x 4.
    expect(parameters.embedding).toBe(60);
    // One float32 rounding of a probability is 6e-8; the graphs differ in the order of sums.
    expect(onnx.maxAbsDifference).toBeLessThan(1e-6);
  });

  it("attribute to each feature", () => {
    const { features: attributed } = attributeSchema.parse(artifact(log.run, "05-attribute/attribute.json"));
    expect(attributed.map(({ name, overall }) => [name, (overall.meanAbs ?? 0) > 0])).toEqual([
      ["read", true],
      ["author", true],
      ["city", true],
    ]);
  });

  it("name the shared vocabulary in the feed, beside which it lies once", () => {
    const { feed } = selectionSchema.parse(artifact(log.run, "07-select/selection.json"));
    const paths = feed.columns.flatMap(({ feature, vocabulary }) => (feature === null ? [] : [[feature, vocabulary]]));
    expect(paths).toEqual([
      ["read", "vocabularies/001.parquet"],
      ["author", "vocabularies/001.parquet"],
      ["city", "vocabularies/002.parquet"],
    ]);
    expect(readdirSync(join(log.run, "07-select/feed/vocabularies"))).toEqual(["001.parquet", "002.parquet"]);
  });

  it("say in the report whose vocabulary it is", () => {
    expect(readFileSync(join(log.run, "10-report/report.md"), "utf8")).toContain("vocabulary of author");
  });
});
