import type { RankingRow } from "../../src/report/results.ts";

/** Names that try to break out of a table, a line or an element. */
export const nastyFeature = "a|b <script>alert(1)</script>\nsecond `line` *x* [y](z)";
export const nastyDomain = "shop_<b>&'\"|";

/** Seven features in three groups; the distances of three domains. */
export function sampleRanking(): RankingRow[] {
  const shares = { bins: ["a", "b|c", "<script>x</script>", "<other>"], edges: null };
  const flat = [0.25, 0.25, 0.25, 0.25];
  const categories: RankingRow["distributions"] = {
    ...shares,
    plain: [[0.5, 0.2, 0.2, 0.1], [0.2, 0.5, 0.2, 0.1], flat],
    effect: [[0.7, 0.1, 0.1, 0.1], [0.1, 0.7, 0.1, 0.1], null],
  };
  const edges = [0.5, 5, 10, 15, 20, 25, 30, 35, 40, 2500];
  const bell = (middle: number): number[] => {
    const heights = edges.slice(1).map((_, bin) => Math.exp(-((bin - middle) ** 2) / 4));
    const total = heights.reduce((sum, height) => sum + height, 0);
    return heights.map((height) => height / total);
  };
  const numbers: RankingRow["distributions"] = {
    bins: edges.slice(1).map((edge, bin) => `[${edges[bin]}, ${edge}${bin === edges.length - 2 ? "]" : ")"}`),
    edges,
    plain: [bell(2), bell(4), bell(5)],
    effect: [bell(1.5), bell(4), bell(6)],
  };
  return [
    row(
      { feature: "site", rank: 1, ds: 0.62, noiseFloor: 0.12, dependence: 0.081, dependenceRank: 1, selected: true },
      categories,
    ),
    row(
      {
        feature: nastyFeature,
        rank: 2,
        ds: 0.41,
        noiseFloor: 0.1,
        dependence: 0.012,
        dependenceRank: 4,
        selected: true,
      },
      categories,
    ),
    row(
      { feature: "user_id", rank: 3, ds: 0.3, noiseFloor: 0.31, dependence: 0.03, dependenceRank: 3, selected: false },
      categories,
    ),
    row(
      {
        feature: "province",
        rank: 4,
        ds: 0.2,
        noiseFloor: 0.05,
        dependence: 0.0004,
        dependenceRank: 6,
        selected: false,
      },
      categories,
    ),
    {
      ...row(
        { feature: "history", rank: 1, ds: 0, noiseFloor: 0, dependence: 0, dependenceRank: 7, selected: false },
        categories,
      ),
      group: "categorical-sequence",
      ds: null,
      meanPair: null,
      notScored: "one value in every row",
      why: "not scored: one value in every row",
      distributions: { bins: [], edges: null, plain: [null, null, null], effect: [null, null, null] },
    },
    {
      ...row(
        { feature: "price", rank: 1, ds: 1.25, noiseFloor: 0.2, dependence: 0.044, dependenceRank: 2, selected: true },
        numbers,
      ),
      group: "numerical-scalar",
      pooledStd: 8.25,
      flagged: [],
    },
    {
      ...row(
        { feature: "age", rank: 2, ds: 0.11, noiseFloor: 0.15, dependence: 0.011, dependenceRank: 5, selected: false },
        numbers,
      ),
      group: "numerical-scalar",
      pooledStd: 11.5,
      flagged: [],
    },
  ];
}

type Scores = Pick<RankingRow, "feature" | "rank" | "noiseFloor" | "dependence" | "dependenceRank" | "selected"> & {
  readonly ds: number;
};

function row(scores: Scores, distributions: RankingRow["distributions"]): RankingRow {
  const { ds, noiseFloor, selected } = scores;
  const pair = ds / 3;
  const aboveNoise = ds > noiseFloor;
  return {
    ...scores,
    group: "categorical-scalar",
    noise: {
      mean: noiseFloor * 0.8,
      std: 0.01,
      floor: noiseFloor,
      resamples: 199,
      method: "permuted cells, gamma quantile",
    },
    aboveNoise,
    plainNoiseFloor: noiseFloor,
    // The first of a group differs by what the model makes of it alone.
    differsBy: aboveNoise ? (scores.rank === 1 ? "effect" : "distribution") : "nothing",
    kind: aboveNoise ? (scores.rank === 1 ? "effect-only" : "domain-sensitive") : "alike",
    pValue: aboveNoise ? 0.0000021 : 0.21,
    dsPlain: ds * 0.9,
    plainRank: scores.rank,
    meanPair: pair,
    pooledStd: null,
    dependenceSigned: -scores.dependence / 2,
    dependenceByDomain: { news: scores.dependence, video: scores.dependence, [nastyDomain]: null },
    why: selected ? "among the best 2 of its group and above its noise floor" : "within its noise floor",
    notScored: null,
    flagged: [[0, 2]],
    pairs: [
      [0, 2 * pair, 0],
      [2 * pair, 0, pair],
      [0, pair, 0],
    ],
    pairsPlain: [
      [0, 1.5 * pair, 0.2 * pair],
      [1.5 * pair, 0, pair],
      [0.2 * pair, pair, 0],
    ],
    distributions,
  };
}
