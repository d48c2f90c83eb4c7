import type { RetrievalArtifact, RetrievalRun } from "../../data/artifacts/retrieval.ts";
import { pairedTest, type Spread, spread } from "../compare-models.ts";

/** A difference of recalls over the seeds, and how likely chance alone would make one as large. */
export interface PairedDifference extends Spread {
  /** Two-sided paired t-test; null with fewer than two seeds. */
  readonly pValue: number | null;
}

/** What one side of a comparison has more than the other. */
export interface RetrievalDifference {
  readonly of: string;
  readonly against: string;
  /** Whether it is one model with and without pseudo labels. */
  readonly selfTraining: boolean;
  readonly mean: PairedDifference;
  /** [D] */
  readonly byDomain: readonly PairedDifference[];
}

/** How the line of a self-trained model before its epochs with pseudo labels is named. */
export function labelsAloneName(key: string): string {
  return `${key}, labels alone`;
}

/**
 * Differences of Recall@N, seed by seed: of the model with the best mean and each other one, and of self-trained models and themselves before
 * their pseudo labels.
 *
 * @param place the position of N among the places of the artifact
 * @param on the candidate lists (`metrics`), or the corpus; without evaluation over the corpus there is no difference
 */
export function retrievalDifferences(
  { models, domains }: RetrievalArtifact,
  place: number,
  on: "metrics" | "corpus" = "metrics",
): RetrievalDifference[] {
  const at = (evaluated: Pick<RetrievalRun, "metrics" | "corpus"> | null): RetrievalRun["metrics"] =>
    evaluated?.[on]?.slice(place, place + 1) ?? [];
  const recalls = models.map(({ runs }) => runs.flatMap(at));
  const means = recalls.map((runs) => spread(runs.map(({ mean }) => mean.recall)).mean ?? -Infinity);
  const best = means.indexOf(Math.max(...means));
  const between = (of: RetrievalRun["metrics"], against: RetrievalRun["metrics"]) => ({
    mean: paired(
      of.map(({ mean }) => mean.recall),
      against.map(({ mean }) => mean.recall),
    ),
    byDomain: domains.map((_, d) => {
      const [a, b] = [of, against].map((runs) => runs.map((at) => at.domains[d].recall));
      return paired(a, b);
    }),
  });
  const others = models.flatMap(({ key }, m) =>
    m === best
      ? []
      : [{ of: models[best].key, against: key, selfTraining: false, ...between(recalls[best], recalls[m]) }],
  );
  const labels = models.flatMap(({ key, runs }, m) => {
    const before = runs.flatMap(({ labelsAlone }) => at(labelsAlone));
    if (before.length === 0) return [];
    return [{ of: key, against: labelsAloneName(key), selfTraining: true, ...between(recalls[m], before) }];
  });
  return [...others, ...labels];
}

function paired(a: readonly (number | null)[], b: readonly (number | null)[]): PairedDifference {
  const differences = a.map((value, n) => {
    const other = b[n];
    return value === null || other === null ? null : value - other;
  });
  return { ...spread(differences), pValue: pairedTest(a, b) };
}
