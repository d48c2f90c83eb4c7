import type { Config } from "../../config/schema.ts";
import type { ProfileArtifact } from "../../data/artifacts/profile.ts";
import type { RetrievalArtifact, RetrievalModel } from "../../data/artifacts/retrieval.ts";
import type { RetrievalLine, Spread } from "./retrieval-table.ts";

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

/** What the report on retrieval is made from. */
export interface RetrievalReportInput {
  readonly artifact: RetrievalArtifact;
  /** The comparison for each place: on the candidate lists, and over the corpus (null without). */
  readonly comparisons: readonly {
    readonly n: number;
    readonly lists: readonly RetrievalLine[];
    readonly corpus: readonly RetrievalLine[] | null;
    /** On the candidate lists. */
    readonly differences: readonly DifferenceLine[];
  }[];
  readonly overlap: ProfileArtifact["overlap"];
  readonly settings: NonNullable<Config["retrieval"]>;
}

/** Whether held-out training items chose the epochs of a model; without any, all epochs were trained and the last was kept. */
export function isValidated({ runs }: RetrievalModel): boolean {
  return runs.some(({ validation }) => validation !== null);
}
