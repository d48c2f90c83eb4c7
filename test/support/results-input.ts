import type { Evaluation } from "../../src/data/artifacts/train-base.ts";
import type { FeatureStats } from "../../src/data/artifacts/profile.ts";
import type { FeatureRank } from "../../src/data/artifacts/rank.ts";
import type { EncodedFeature } from "../../src/data/artifacts/encode.ts";
import type { ResultsInput } from "../../src/report/build-results.ts";

const domains = ["a", "b.c"];
const stats: FeatureStats = {
  rows: 10,
  nulls: 0,
  elements: 10,
  distinct: 2,
  meanLength: null,
  numeric: null,
  top: [{ value: "x", elements: 10 }],
};
const metric = { rows: 10, positives: 4, auc: 0.75, logLoss: 0.5, reason: null };
const oneClass = { rows: 4, positives: 0, auc: null, logLoss: 0.25, reason: "one class" };
const evaluation: Evaluation = { overall: metric, byDomain: [metric, oneClass] };

function encoded(index: number, name: string, group: EncodedFeature["group"]): EncodedFeature {
  return {
    index,
    name,
    kind: group.startsWith("numerical") ? "numerical" : "categorical",
    sequence: group.endsWith("sequence"),
    role: "context",
    group,
    embedding: 8,
    ids: 5,
    embeddingRows: 5,
    maxLength: null,
    truncatedRows: 0,
    rare: null,
    unknownElements: 0,
    support: null,
  };
}

/** A ranked feature with a DS of 0.2 above its floor of 0.05; `more` replaces fields. */
export function rankedFeature(name: string, rank: number, more: Partial<FeatureRank> = {}): FeatureRank {
  return {
    name,
    group: "categorical-scalar",
    rank,
    ds: 0.2,
    notScored: null,
    meanPair: 0.2,
    pairs: [
      [0, 0.2],
      [0.2, 0],
    ],
    flagged: [],
    dsPlain: 0.1,
    plainRank: rank,
    pairsPlain: [
      [0, 0.1],
      [0.1, 0],
    ],
    pooledStd: null,
    noise: { mean: 0.01, std: 0.01, floor: 0.05, resamples: 200, method: "permutation" },
    aboveNoise: true,
    plainNoiseFloor: 0.04,
    differsBy: "distribution",
    kind: "domain-sensitive",
    pValue: 0.005,
    dependence: 0.3,
    dependenceRank: rank,
    distributions: { bins: ["x"], edges: null, plain: [[1], [1]], effect: [[1], [1]] },
    ...more,
  };
}

const chosen = (name: string, group: EncodedFeature["group"], rank: number, why: string) => ({
  name,
  group,
  rank,
  ds: 0.2,
  noiseFloor: 0.05,
  why,
});

/** The artifacts of a small run with the domains `a` and `b.c`: site and age (categorical), price (numerical). */
export function resultsInput(): ResultsInput {
  return {
    config: { name: "small" },
    seed: 3,
    versions: { domainlens: "0.1.0" },
    ingest: {
      rows: { read: 20, kept: 14, rejected: 6, invalid: 4, excluded: 2 },
      files: [],
      rejectsByReason: [{ reason: "label is not 0 or 1", column: "y", rows: 4 }],
      joins: [],
      domains: domains.map((name) => ({ name, rows: 7 })),
      split: { by: "hash", cuts: ["1", "2"], description: "by hash" },
      features: ["price", "site", "age"].map((name) => ({
        name,
        kind: name === "price" ? "numerical" : "categorical",
        sequence: false,
        role: "context",
        source: `column ${name}`,
      })),
      hasUser: true,
      hasItem: false,
    },
    profile: {
      domains: domains.map((name) => ({
        name,
        rows: 7,
        share: 0.5,
        positives: 2,
        positiveRate: 2 / 7,
        users: 3,
        items: null,
        splits: [{ split: "train", rows: 7, positives: 2, positiveRate: 2 / 7 }],
      })),
      overlap: {
        users: [
          [3, 1],
          [1, 4],
        ],
        items: null,
      },
      features: ["price", "site", "age"].map((name) => ({ name, overall: stats, byDomain: [stats, stats] })),
    },
    encode: {
      domains,
      splits: { train: 10, valid: 2, test: 2 },
      features: [
        encoded(0, "price", "numerical-scalar"),
        encoded(1, "site", "categorical-scalar"),
        encoded(2, "age", "categorical-scalar"),
      ],
    },
    model: {
      model: "dnn",
      inputSize: 24,
      hidden: [8],
      parameters: { embedding: 120, dense: 209 },
      batchSize: 64,
      stepsPerEpoch: 1,
      bestEpoch: 2,
      stoppedBecause: "patience",
      device: { name: "cpu", reason: "2 threads" },
      history: [{ epoch: 1, trainLoss: 0.6, validAuc: 0.7, validLogLoss: 0.6 }],
      baselineProbability: 0.4,
      evaluation: { train: null, valid: evaluation, test: evaluation },
      onnx: { maxAbsDifference: 0, rows: 2 },
    },
    attribute: {
      rows: 10,
      trainRows: 10,
      sampled: false,
      domainRows: [5, 5],
      target: "probability",
      quadrature: "riemann",
      effect: "abs",
      steps: { configured: 5, used: 5, tried: [{ steps: 5, rows: 10, p95: 0.01 }] },
      completeness: { p50: 0.001, p90: 0.008, p95: 0.01, p99: 0.02, max: 0.03, bound: 0.05, withinBound: true },
      features: ["price", "site", "age"].map((name, f) => ({
        name,
        overall: { rows: 10, meanAbs: 0.3 - f / 10, meanSigned: -0.1 },
        byDomain: [
          { rows: 5, meanAbs: 0.25, meanSigned: 0 },
          { rows: 0, meanAbs: null, meanSigned: null },
        ],
      })),
      device: { name: "cpu", reason: "2 threads" },
    },
    rank: {
      domains,
      scale: "std",
      alpha: 0.05,
      features: [
        rankedFeature("price", 1, { group: "numerical-scalar", pooledStd: 2 }),
        rankedFeature("site", 2),
        rankedFeature("age", 1),
      ],
      neglect: { top: 1, features: [{ name: "age", distributionRank: 1, dependenceRank: 3, neglected: true }] },
    },
    selection: {
      version: 1,
      rules: { topK: 1, minScore: 0, aboveNoise: true, explicit: null, alpha: 0.05 },
      selected: [chosen("age", "categorical-scalar", 1, "rank 1"), chosen("price", "numerical-scalar", 1, "rank 1")],
      rejected: [chosen("site", "categorical-scalar", 2, "below top 1")],
      feed: { formats: ["parquet"], rows: { train: 10, valid: 2, test: 2 }, domains: [], columns: [] },
    },
  };
}
