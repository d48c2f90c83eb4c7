import type { RetrievalArtifact, RetrievalRun } from "../../src/data/artifacts/retrieval.ts";

function metricsOf(recalls: readonly [number, number]): RetrievalRun["metrics"] {
  const domains = recalls.map((recall) => ({ recall, ndcg: recall / 2, lists: 10 }));
  const mean = (recalls[0] + recalls[1]) / 2;
  return [{ n: 10, domains, mean: { recall: mean, ndcg: mean / 2 } }];
}

function runOf(
  seed: number,
  recalls: readonly [number, number],
  selfTraining = 0,
  before: readonly [number, number] | null = null,
): RetrievalRun {
  return {
    seed,
    epochs: { labels: 4 + seed, selfTraining },
    validation: { recall: 0.4, withoutSelfTraining: 0.375 },
    metrics: metricsOf(recalls),
    corpus: null,
    labelsAlone: before && { metrics: metricsOf(before), corpus: null },
  };
}

/** Two models with two seeds and one method without training. */
export const retrievalSample: RetrievalArtifact = {
  domains: ["shop", "web|site"],
  users: 100,
  items: 40,
  interactions: [300, 200],
  evaluation: ["shop", "web|site"].map((domain) => ({
    domain,
    lists: 10,
    unknownUsers: 0,
    listsWithoutPositive: 0,
    items: 1000,
    unknownItems: 3,
    positives: 10,
    unknownPositives: 1,
    absentPositives: 0,
    chosenPositives: 2,
    usersWithoutList: 0,
  })),
  fields: { user: ["u", "history of i"], item: ["i", "price"] },
  places: [10],
  seeds: [1, 2],
  device: { name: "cpu", reason: "asked for by name" },
  models: [
    {
      key: "dnn",
      model: "dnn",
      options: { hidden: [64] },
      selfTraining: false,
      parameters: { embedding: 9000, dense: 1000 },
      runs: [runOf(1, [0.3, 0.4]), runOf(2, [0.3, 0.4])],
      adaptation: null,
    },
    {
      key: "adi",
      model: "adi",
      options: { hidden: [32] },
      selfTraining: true,
      parameters: { embedding: 9000, dense: 1010 },
      runs: [runOf(1, [0.4, 0.5], 2, [0.3, 0.5]), runOf(2, [0.6, 0.5], 0, [0.6, 0.5])],
      adaptation: {
        user: [
          [0.9, 1.1],
          [1.2, -0.1],
        ],
        item: [
          [1, 0.5],
          [0.25, 1],
        ],
      },
    },
  ],
  references: [{ name: "popularity", metrics: metricsOf([0.45, 0.3]), corpus: null }],
};

type Evaluated = Pick<RetrievalRun, "metrics" | "corpus">;

/** The artifact with other metrics of every run, also before pseudo labels, and of methods without training. */
export function withMetrics(
  artifact: RetrievalArtifact,
  change: (evaluated: Evaluated) => Evaluated,
): RetrievalArtifact {
  const changed = <T extends Evaluated>(one: T): T => ({ ...one, ...change(one) });
  return {
    ...artifact,
    models: artifact.models.map(({ runs, ...model }) => ({
      ...model,
      runs: runs.map((run) => ({ ...changed(run), labelsAlone: run.labelsAlone && changed(run.labelsAlone) })),
    })),
    references: artifact.references.map(changed),
  };
}

const none = { recall: null, ndcg: null, lists: 0 };

/** The sample as it is without any candidate lists: its metrics are those over the corpus. */
export const corpusSample = withMetrics(retrievalSample, ({ metrics }) => ({
  metrics: metrics.map(({ n, domains }) => ({
    n,
    domains: domains.map(() => none),
    mean: { recall: null, ndcg: null },
  })),
  corpus: metrics,
}));

/** The sample with candidate lists in the second domain alone. */
export const partialSample = withMetrics(retrievalSample, ({ metrics }) => ({
  metrics: metrics.map(({ n, domains: [, second] }) => ({ n, domains: [none, second], mean: second })),
  corpus: metrics,
}));
