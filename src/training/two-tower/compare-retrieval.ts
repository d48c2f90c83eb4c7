import type { RetrievalArtifact } from "../../data/artifacts/retrieval.ts";
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

/** Compares trained models at the n-th place of the artifact, best first, after the methods without training in their order. */
export function compareRetrieval(
  { models, references, domains }: RetrievalArtifact,
  place: number,
): ComparedRetrieval[] {
  const recalls = models.map(({ runs }) => runs.map(({ metrics }) => metrics[place].mean.recall));
  const means = recalls.map((values) => spread(values).mean ?? -Infinity);
  const lines = models.map(({ key, runs, parameters }, m) => {
    const others = models.map((_, o) => o).filter((o) => o !== m);
    const best = others.toSorted((a, b) => means[b] - means[a]).at(0);
    return {
      name: key,
      recall: spread(recalls[m]),
      ndcg: spread(runs.map(({ metrics }) => metrics[place].mean.ndcg)),
      recallByDomain: domains.map((_, d) => spread(runs.map(({ metrics }) => metrics[place].domains[d].recall))),
      parameters: parameters.embedding + parameters.dense,
      pValue: best === undefined ? null : pairedTest(recalls[m], recalls[best]),
      against: best === undefined ? null : models[best].key,
    };
  });
  const untrained = references.map(({ name, metrics }) => ({
    name,
    recall: once(metrics[place].mean.recall),
    ndcg: once(metrics[place].mean.ndcg),
    recallByDomain: metrics[place].domains.map(({ recall }) => once(recall)),
    parameters: null,
    pValue: null,
    against: null,
  }));
  return [...untrained, ...lines.toSorted((a, b) => (b.recall.mean ?? -Infinity) - (a.recall.mean ?? -Infinity))];
}

function once(mean: number | null): Spread {
  return { mean, deviation: null };
}
