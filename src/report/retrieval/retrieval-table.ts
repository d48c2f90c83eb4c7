import type { RetrievalArtifact } from "../../data/artifacts/retrieval.ts";
import { formatCount, formatScore, formatSeeds } from "../format.ts";
import { spreadText } from "../model-table.ts";
import { textTable } from "../text-table.ts";

export interface Spread {
  readonly mean: number | null;
  readonly deviation: number | null;
}

/** A line of the comparison, as `compareRetrieval` gives it. */
export interface RetrievalLine {
  readonly name: string;
  readonly recall: Spread;
  readonly ndcg: Spread;
  readonly recallByDomain: readonly Spread[];
  readonly parameters: number | null;
  readonly pValue: number | null;
  /** Whether it is a self-trained model before its pseudo labels. */
  readonly labelsAlone: boolean;
}

/** The comparison at one N as a Markdown table (ADI, Tables 2 and 3). */
export function retrievalTableText(
  { domains, seeds }: Pick<RetrievalArtifact, "domains" | "seeds">,
  lines: readonly RetrievalLine[],
  n: number,
): string {
  const head = ["model", `Recall@${n}`, ...domains, `NDCG@${n}`, "parameters", "p"];
  const rows = lines.map((line) => [
    line.name,
    ...[line.recall, ...line.recallByDomain, line.ndcg].map(spreadText),
    formatCount(line.parameters),
    line.pValue === null ? "–" : formatScore(line.pValue),
  ]);
  const note = `Recall@${n}: mean over the domains, then each domain; mean ± standard deviation over ${formatSeeds(seeds)}; p: two-sided paired t-test against the best other model.`;
  return [textTable(head, rows), "", note].join("\n");
}
