import type { Config } from "../../config/schema.ts";
import type { ProfileArtifact } from "../../data/artifacts/profile.ts";
import type { RetrievalArtifact, RetrievalModel } from "../../data/artifacts/retrieval.ts";
import type { ComparedLines, Spread } from "./retrieval-table.ts";

/** Where the report sends for what it leaves out. */
export const artifactFile = "retrieval.json";

/** What one side of a comparison has more than the other, as `retrievalDifferences` gives it. */
export interface DifferenceLine {
  readonly of: string;
  readonly against: string;
  /** Whether it is one model with and without pseudo labels. */
  readonly selfTraining: boolean;
  readonly mean: Spread & { readonly pValue: number | null };
  readonly byDomain: readonly (Spread & { readonly pValue: number | null })[];
}

/** The comparison at one N, as `retrievalComparisons` gives it. */
export interface RetrievalComparison extends ComparedLines {
  /** On the candidate lists, or over the corpus where `lists` is null. */
  readonly differences: readonly DifferenceLine[];
}

/** What the report on retrieval is made from. */
export interface RetrievalReportInput {
  readonly artifact: RetrievalArtifact;
  /** One entry a place. */
  readonly comparisons: readonly RetrievalComparison[];
  readonly overlap: ProfileArtifact["overlap"];
  readonly settings: NonNullable<Config["retrieval"]>;
}

/** Whether held-out training items chose the epochs of a model; without any, all epochs were trained and the last was kept. */
export function isValidated({ runs }: RetrievalModel): boolean {
  return runs.some(({ validation }) => validation !== null);
}
