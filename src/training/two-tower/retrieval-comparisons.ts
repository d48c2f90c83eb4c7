import type { RetrievalArtifact } from "../../data/artifacts/retrieval.ts";
import { type ComparedRetrieval, compareRetrieval } from "./compare-retrieval.ts";
import { type RetrievalDifference, retrievalDifferences } from "./retrieval-differences.ts";

/** The comparison at one N. */
export interface RetrievalComparison {
  readonly n: number;
  /** On the candidate lists; null where none is evaluated but the corpus is. */
  readonly lists: ComparedRetrieval[] | null;
  /** Null where it was not searched. */
  readonly corpus: ComparedRetrieval[] | null;
  /** On the candidate lists, or over the corpus where `lists` is null. */
  readonly differences: RetrievalDifference[];
}

/** Compares models and methods without training, one entry a place. */
export function retrievalComparisons(artifact: RetrievalArtifact): RetrievalComparison[] {
  const evaluated = [...artifact.references, ...artifact.models.flatMap(({ runs }) => runs)];
  const hasRecall = (on: "metrics" | "corpus"): boolean =>
    evaluated.some((one) => one[on]?.some(({ mean }) => mean.recall !== null) ?? false);
  const on = !hasRecall("metrics") && hasRecall("corpus") ? "corpus" : "metrics";
  const searched = evaluated.some(({ corpus }) => corpus !== null);
  return artifact.places.map((n, place) => ({
    n,
    lists: on === "metrics" ? compareRetrieval(artifact, place) : null,
    corpus: searched ? compareRetrieval(artifact, place, "corpus") : null,
    differences: retrievalDifferences(artifact, place, on),
  }));
}
