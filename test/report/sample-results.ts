import { type RankingRow, type Results, resultsSchema } from "../../src/report/results.ts";
import { nastyDomain, nastyFeature, sampleRanking } from "./sample-ranking.ts";

const domains = ["news", "video", nastyDomain];

/**
 * Results of a made-up audit: three domains; a categorical and a numerical feature that are selected, an id that is all noise, a
 * neglected feature, a sequence that cannot be scored, and one with a nasty name.
 */
export function sampleResults(): Results {
  return resultsSchema.parse({
    ...sampleRun(domains),
    features: sampleRanking().map(({ feature, group }) => sampleFeature(feature, group, domains)),
    ranking: sampleRanking(),
    neglect: {
      top: 4,
      features: [
        { name: "site", distributionRank: 1, dependenceRank: 1, neglected: false },
        { name: "province", distributionRank: 2, dependenceRank: 6, neglected: true },
        { name: "price", distributionRank: 3, dependenceRank: 2, neglected: false },
        { name: nastyFeature, distributionRank: 4, dependenceRank: 4, neglected: false },
      ],
    },
  });
}

/** Results of the same shape with `features` features and `domainCount` domains, all selected. */
export function largeResults(features: number, domainCount: number): Results {
  const names = Array.from({ length: domainCount }, (_, d) => `domain with a rather long name ${d}`);
  const square = names.map((_, k) =>
    names.map((_, other) => (k === other ? 0 : 0.123456789 + k * 0.001 + other * 0.001)),
  );
  const ranking = Array.from({ length: features }, (_, f): RankingRow => {
    const [row] = sampleRanking();
    const share = names.map(() => Array.from({ length: 13 }, () => 1 / 13));
    return {
      ...row,
      feature: `feature with a rather long name, number ${f}`,
      rank: f + 1,
      pairs: square,
      pairsPlain: square,
      distributions: {
        bins: Array.from({ length: 13 }, (_, bin) => `a value with a long name ${bin}`),
        edges: null,
        plain: share,
        effect: share,
      },
    };
  });
  return resultsSchema.parse({
    ...sampleRun(names),
    features: ranking.map(({ feature, group }) => sampleFeature(feature, group, names)),
    ranking,
    neglect: {
      top: features,
      features: ranking.map(({ feature }, f) => ({
        name: feature,
        distributionRank: f + 1,
        dependenceRank: features - f,
        neglected: f < features / 2,
      })),
    },
  });
}

function sampleRun(names: readonly string[]): Omit<Results, "features" | "ranking" | "neglect"> {
  const byDomain = <T>(valueOf: (d: number) => T): Record<string, T> =>
    Object.fromEntries(names.map((name, d) => [name, valueOf(d)]));
  const auc = (base: number): Results["baseModel"]["test"] => ({
    rows: 2000,
    auc: { overall: base, byDomain: byDomain((d) => (d === 2 ? null : base - 0.02 * d)) },
    logLoss: { overall: 0.41, byDomain: byDomain((d) => 0.4 + 0.01 * d) },
    reasons: { [names[2]]: "one class" },
  });
  const overlap = (count: number) =>
    byDomain((k) => byDomain((other) => (k === other ? count : 40 + 10 * (k + other))));
  return {
    version: 1,
    pipeline: "sample",
    seed: 7,
    versions: { domainlens: "0.1.0", echarts: "6.1.0" },
    drift: {
      files: [
        {
          file: "log-2.csv",
          comparedWith: "log.csv",
          lacks: ["unused"],
          adds: ["<b>new</b>"],
          types: [{ column: "price", before: "INTEGER", type: "DOUBLE" }],
          reordered: true,
        },
      ],
      domains: [{ domain: names[2], change: "vanished", trainRows: 40, laterRows: 0 }],
      labels: [{ domain: null, trainRate: 0.25, laterRows: 100, laterPositives: 0 }],
      features: [
        {
          feature: "province",
          trainNullShare: 0.01,
          laterNullShare: 0.5,
          laterElements: 50,
          unseen: { elements: 10, values: 2, share: 0.2 },
          becameNull: false,
        },
        { feature: "price", trainNullShare: 0.5, laterNullShare: 1, laterElements: 0, unseen: null, becameNull: true },
      ],
    },
    config: { name: "sample", dataset: { files: ["log.csv"] }, select: { topK: 2 } },
    ingest: {
      rows: { read: 10_020, kept: 10_000, rejected: 20, invalid: 12, excluded: 8 },
      files: [
        {
          name: "log.csv",
          bytes: 1_234_567,
          records: 10_020,
          header: true,
          read: 10_020,
          kept: 10_000,
          rejected: 20,
          invalid: 12,
          excluded: 8,
        },
      ],
      joins: [{ files: ["items.csv"], tableRows: 500, matchedRows: 9_900, unmatchedRows: 100 }],
      split: { by: "hash", cuts: ["70", "80"], description: "70 % train, 10 % valid, 20 % test" },
    },
    rejects: {
      rows: 12,
      share: 12 / 10_020,
      byReason: [
        { reason: "not a number", column: "price", rows: 9 },
        { reason: "wrong number of fields", column: null, rows: 3 },
      ],
    },
    domains: names.map((name, d) => ({
      name,
      rows: 5000 - 1500 * Math.min(d, 2),
      share: d < 3 ? (5 - 1.5 * d) / 10 : 0.001,
      positives: d === 2 ? 0 : 700,
      positiveRate: d === 2 ? 0 : 0.14 + 0.06 * d,
      users: 300,
      items: 120,
      splits: (["train", "valid", "test"] as const).map((split) => ({
        split,
        rows: split === "train" ? 3500 : 700,
        positives: d === 2 ? 0 : 100,
        positiveRate: d === 2 ? 0 : 0.14,
      })),
    })),
    overlap: { users: overlap(300), items: null },
    baseModel: {
      model: "dnn",
      inputSize: 56,
      hidden: [64, 32],
      parameters: { embedding: 12_345, dense: 5_761 },
      batchSize: 256,
      bestEpoch: 2,
      stoppedBecause: "no better valid AUC for 1 epoch",
      history: [
        { epoch: 1, trainLoss: 0.52, validAuc: 0.69, validLogLoss: 0.45 },
        { epoch: 2, trainLoss: 0.43, validAuc: 0.74, validLogLoss: 0.42 },
        { epoch: 3, trainLoss: 0.39, validAuc: 0.73, validLogLoss: 0.43 },
      ],
      baselineProbability: 0.31,
      onnx: { maxAbsDifference: 2.4e-7, rows: 1000 },
      device: "onnx",
      train: null,
      valid: auc(0.74),
      test: auc(0.7312),
    },
    attribution: {
      rows: 5000,
      trainRows: 7000,
      sampled: true,
      target: "probability",
      quadrature: "gausslegendre",
      effect: "abs",
      steps: {
        configured: 8,
        used: 16,
        tried: [
          { steps: 8, rows: 1000, p95: 0.013 },
          { steps: 16, rows: 1000, p95: 0.0061 },
        ],
      },
      device: "onnx",
    },
    completeness: { p50: 0.0004, p90: 0.003, p95: 0.0061, p99: 0.012, max: 0.034, bound: 0.005, withinBound: false },
    ranked: { scale: "std", alpha: 0.01 },
    selection: {
      rules: { topK: 2, minScore: 0, aboveNoise: true, explicit: null, alpha: 0.01 },
      feed: { formats: ["parquet"], rows: { train: 7000, valid: 1000, test: 2000 }, domains: [], columns: [] },
    },
  };
}

function sampleFeature(
  feature: string,
  group: RankingRow["group"],
  names: readonly string[],
): Results["features"][number] {
  const numeric = group.startsWith("numerical");
  const sequence = group.endsWith("sequence");
  const stats: Results["features"][number]["overall"] = {
    rows: 10_000,
    nulls: numeric ? 150 : 0,
    elements: 10_000,
    distinct: numeric ? 850 : 5,
    meanLength: sequence ? 3.25 : null,
    numeric: numeric
      ? { mean: 20.5, std: 8.25, min: 0.5, q05: 4, q25: 11, q50: 20, q75: 28.5, q95: 37, max: 2500 }
      : null,
    top: numeric ? [] : [{ value: "a", elements: 4000 }],
  };
  return {
    feature,
    source: feature,
    encoding: {
      kind: numeric ? "numerical" : "categorical",
      sequence,
      role: "user",
      group,
      embedding: 8,
      ids: 850,
      embeddingRows: 65,
      maxLength: sequence ? 10 : null,
      truncatedRows: sequence ? 31 : 0,
      rare: numeric ? null : { minCount: 2, values: 4, elements: 4 },
      unknownElements: 3,
      support: numeric ? { kind: "quantiles", points: 849, maxError: 0.125 } : null,
    },
    overall: stats,
    byDomain: Object.fromEntries(names.map((name) => [name, stats])),
  };
}
