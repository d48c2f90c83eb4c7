import type { Config } from "../../config/schema.ts";
import type { ProfileArtifact } from "../../data/artifacts/profile.ts";
import type { RetrievalArtifact } from "../../data/artifacts/retrieval.ts";
import type { RetrievalLine } from "./retrieval-table.ts";

/** What the report on retrieval is made from. */
export interface RetrievalReportInput {
  readonly artifact: RetrievalArtifact;
  /** The comparison for each place: on the candidate lists, and over the corpus (null without). */
  readonly comparisons: readonly {
    readonly n: number;
    readonly lists: readonly RetrievalLine[];
    readonly corpus: readonly RetrievalLine[] | null;
  }[];
  readonly overlap: ProfileArtifact["overlap"];
  readonly settings: NonNullable<Config["retrieval"]>;
}
