import { expect, it } from "vitest";
import { parseConfig } from "../../../src/config/load.ts";
import type { EncodeArtifact } from "../../../src/data/artifacts/encode.ts";
import { attributeMemory } from "../../../src/stages/memory/attribute-memory.ts";
import { rankMemory } from "../../../src/stages/memory/rank-memory.ts";
import { trainMemory } from "../../../src/stages/memory/train-memory.ts";

const { base, attribute } = parseConfig(
  "name: toy\ndataset: { files: [x] }\ndomain: d\nlabel: y\nfeatures: { a: { kind: categorical }, b: { kind: categorical } }\n",
  "toy.yaml",
  [],
);

type Feature = EncodeArtifact["features"][number];

/** Scalar categorical features with these many ids, in rows of three domains. */
function encoded(ids: readonly number[], rows = 1000): EncodeArtifact {
  const features = ids.map((count, index) => {
    return {
      index,
      name: `f${index}`,
      kind: "categorical",
      sequence: false,
      ids: count,
      embeddingRows: count,
      embedding: 8,
    };
  });
  const splits = { train: rows, valid: rows, test: rows };
  // What memory depends on.
  return { domains: ["a", "b", "c"], splits, features: features as unknown as Feature[] };
}

function total(parts: readonly { bytes: number }[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

it("counts weights and two moments of each embedding in training", () => {
  const [tables] = trainMemory(encoded([1_000_000]), base, 1);
  expect(tables.bytes).toBe(1_000_000 * 8 * 3 * 4);
});

it("counts one number beside the weights with rowwise Adagrad", () => {
  const [tables] = trainMemory(encoded([1_000_000]), { ...base, embeddingOptimiser: "rowwise-adagrad" }, 1);
  expect(tables.bytes).toBe(1_000_000 * 9 * 4);
});

it("counts a table that features share once", () => {
  const two = encoded([1000, 1000]);
  const [own, user] = two.features;
  const [shared] = trainMemory({ ...two, features: [own, { ...user, vocabularyOf: 0 }] }, base, 1);
  expect(shared.bytes).toBe(trainMemory(encoded([1000]), base, 1)[0].bytes);
});

it("counts ids, inputs and gradients of the rows that threads share, at least those of a prediction", () => {
  const log = encoded([10]);
  const shared = (batchSize: number): number =>
    trainMemory(log, { ...base, batchSize }, 1).find(({ what }) => what === "rows that threads share")?.bytes ?? 0;
  const bytes = 6 * (13 + 4) + 2 * 4 * 8;
  expect(shared(100)).toBe(8192 * bytes);
  expect(shared(10_000)).toBe(10_000 * bytes);
});

it("counts for each thread the gradients of the table that rows read most", () => {
  const log = encoded([10, 10, 10]);
  const [own, user, other] = log.features;
  const history = { ...user, sequence: true, maxLength: 8, vocabularyOf: 0 };
  const sorted = (features: readonly Feature[], threads: number): number =>
    trainMemory({ ...log, features: [...features] }, { ...base, batchSize: 100 }, threads).find(
      ({ what }) => what === "gradients that threads sort",
    )?.bytes ?? 0;
  expect(sorted(log.features, 1)).toBe(100 * 56);
  expect(sorted([own, history, other], 3)).toBe(3 * 9 * 100 * 56);
});

it("counts predictions of the larger of the splits that are evaluated", () => {
  const log = encoded([10]);
  const larger = { ...log, splits: { ...log.splits, test: 1_001_000 } };
  const predictions = (encode: EncodeArtifact): number => trainMemory(encode, base, 1).at(-1)?.bytes ?? 0;
  expect(predictions(larger) - predictions(log)).toBe(25 * 1_000_000);
});

it("does not count histograms of wide features in attribution by their ids", () => {
  const histograms = (ids: number): number => attributeMemory(encoded([ids]), attribute, 1)[1].bytes;
  expect(histograms(10_000_000)).toBe(histograms(1_000_000));
  expect(histograms(100_000)).toBe(300_000 * 36);
});

it("counts the keys of twice the sampled rows when attribution samples", () => {
  const log = encoded([10], 1_000_000);
  const sampled = attributeMemory(log, { ...attribute, sampleRows: 1000 }, 1);
  expect(total(sampled) - total(attributeMemory(log, attribute, 1))).toBe(8 * 2000);
});

it("counts no more cells in ranking than there are elements", () => {
  expect(total(rankMemory(encoded([10_000_000], 1000), 2))).toBeLessThan(1000 * 240);
});
