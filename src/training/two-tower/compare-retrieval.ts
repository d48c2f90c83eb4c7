import type { RetrievalArtifact, RetrievalRun } from "../../data/artifacts/retrieval.ts";
import { pairedTest, type Spread, spread } from "../compare-models.ts";

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
}

/**
 * Compares trained models at the n-th place of the artifact, best first, after the methods without training in their order.
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
  const lines = models.map(({ key, runs, parameters }, m) => {
    const others = models.map((_, o) => o).filter((o) => o !== m);
    const best = others.toSorted((a, b) => means[b] - means[a]).at(0);
    return {
      name: key,
      recall: spread(recalls[m]),
      ndcg: spread(runs.map((run) => at(run)?.mean.ndcg ?? null)),
      recallByDomain: domains.map((_, d) => spread(runs.map((run) => at(run)?.domains[d].recall ?? null))),
      parameters: parameters.embedding + parameters.dense,
      pValue: best === undefined ? null : pairedTest(recalls[m], recalls[best]),
      against: best === undefined ? null : models[best].key,
    };
  });
  const untrained = references.map((method) => ({
    name: method.name,
    recall: once(at(method)?.mean.recall ?? null),
    ndcg: once(at(method)?.mean.ndcg ?? null),
    recallByDomain: domains.map((_, d) => once(at(method)?.domains[d].recall ?? null)),
    parameters: null,
    pValue: null,
    against: null,
  }));
  return [...untrained, ...lines.toSorted((a, b) => (b.recall.mean ?? -Infinity) - (a.recall.mean ?? -Infinity))];
}

function once(mean: number | null): Spread {
  return { mean, deviation: null };
}
