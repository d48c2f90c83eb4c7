import type { ImportanceResults } from "../../src/report/results.ts";
import { nastyFeature } from "./sample-ranking.ts";

type Feature = ImportanceResults["entities"][string]["features"][string];

const feature = (
  rank: number,
  importance: number,
  [dependence, dependenceRank]: readonly [number, number],
): Feature => ({
  rank,
  importance,
  deviation: 0.08,
  ofNegatives: importance - 0.01,
  ofPositives: rank === 6 ? null : importance + 0.02,
  interval: [importance - 0.015, importance + 0.015],
  rankInterval: rank === 1 ? [1, 1] : [rank, Math.min(6, rank + 1)],
  dependence,
  dependenceRank,
});

/** Two entities: six features, on the first of which p and dependence disagree, and a single feature. */
export const sampleImportance: ImportanceResults = {
  settings: { crossInput: "specific", sequenceEncoder: "multiHead", gamma: 0.01, resamples: 1000 },
  rows: 7000,
  entities: {
    product: {
      rows: 5250,
      test: { rows: 1500, auc: 0.7421, logLoss: 0.43, reason: null },
      features: {
        brand: feature(1, 1.412, [0.004, 5]),
        price: feature(2, 1.2035, [0.081, 1]),
        [nastyFeature]: feature(3, 1.031, [0.032, 3]),
        color: feature(4, 1.0042, [0.041, 2]),
        weight: feature(5, 0.93, [0.012, 4]),
        stock: feature(6, 0.81, [0.0008, 6]),
      },
    },
    post: {
      rows: 1750,
      test: { rows: 500, auc: null, logLoss: 0.2, reason: "one class: no positive row" },
      features: { likes: { ...feature(1, 1.1, [0.05, 1]) } },
    },
  },
};
