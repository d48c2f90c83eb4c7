import type { RetrievalArtifact, RetrievalRun } from "../../data/artifacts/retrieval.ts";
import { pairedTest, type Spread, spread } from "../compare-models.ts";
import { labelsAloneName } from "./retrieval-differences.ts";

/** One line of the comparison (ADI, Tables 2 and 3) at one N. */
export interface ComparedRetrieval {
  readonly name: string;
  /** Mean over the domains, mean and deviation over the seeds. */
  readonly recall: Spread;
  readonly ndcg: Spread;
  /** [D] */
  readonly recallByDomain: readonly Spread[];
  readonly parameters: number | null;
  /** Two-sided paired t-test of the recall over the seeds, against the best other trained model; null with fewer than two seeds. */
  readonly pValue: number | null;
  readonly against: string | null;
  /** Whether it is a self-trained model before its pseudo labels. */
  readonly labelsAlone: boolean;
}

/**
 * Compares trained models at the n-th place of the artifact, best first, after the methods without training in their order. Self-trained models
 * have a second line, of what they were before their pseudo labels; it is no rival that others are tested against.
 *
 * @param on the candidate lists (`metrics`), or the corpus; without evaluation over the corpus there is no number
 */
export function compareRetrieval(
  { models, references, domains }: RetrievalArtifact,
  place: number,
  on: "metrics" | "corpus" = "metrics",
): ComparedRetrieval[] {
  const at = (evaluated: Pick<RetrievalRun, "metrics" | "corpus">): RetrievalRun["metrics"][number] | undefined =>
    evaluated[on]?.[place];
  const recalls = models.map(({ runs }) => runs.map((run) => at(run)?.mean.recall ?? null));
  const means = recalls.map((values) => spread(values).mean ?? -Infinity);
  const measured = (runs: readonly Pick<RetrievalRun, "metrics" | "corpus">[]) => {
    const found = runs.map(at);
    return {
      recall: spread(found.map((metrics) => metrics?.mean.recall ?? null)),
      ndcg: spread(found.map((metrics) => metrics?.mean.ndcg ?? null)),
      recallByDomain: domains.map((_, d) => spread(found.map((metrics) => metrics?.domains[d].recall ?? null))),
    };
  };
  const untested = { pValue: null, against: null };
  const lines = models.map(({ key, runs, parameters }, m) => {
    const others = models.map((_, o) => o).filter((o) => o !== m);
    const best = others.toSorted((a, b) => means[b] - means[a]).at(0);
    return {
      name: key,
      ...measured(runs),
      parameters: parameters.embedding + parameters.dense,
      pValue: best === undefined ? null : pairedTest(recalls[m], recalls[best]),
      against: best === undefined ? null : models[best].key,
      labelsAlone: false,
    };
  });
  const labelled = models.flatMap(({ key, runs, parameters: { embedding, dense } }) => {
    const before = runs.flatMap(({ labelsAlone }) => labelsAlone ?? []);
    if (before.length === 0) return [];
    const line = { name: labelsAloneName(key), ...measured(before), parameters: embedding + dense };
    return [{ ...line, ...untested, labelsAlone: true }];
  });
  const untrained = references.map((method) => {
    return { name: method.name, ...measured([method]), parameters: null, ...untested, labelsAlone: false };
  });
  const trained = [...lines, ...labelled];
  return [...untrained, ...trained.toSorted((a, b) => (b.recall.mean ?? -Infinity) - (a.recall.mean ?? -Infinity))];
}
