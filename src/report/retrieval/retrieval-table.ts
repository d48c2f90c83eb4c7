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

/** The lines at one N, on the candidate lists and over the corpus; null where nothing is evaluated there. */
export interface ComparedLines {
  readonly n: number;
  readonly lists: readonly RetrievalLine[] | null;
  readonly corpus: readonly RetrievalLine[] | null;
}

interface MeasuredLines {
  readonly lines: readonly RetrievalLine[];
  /** What they are measured on, in words. */
  readonly on: string;
}

/** What a comparison has: the candidate lists first, which summary and chart are of, or the corpus alone. */
export function measuredLines({ lists, corpus }: ComparedLines): MeasuredLines[] {
  return [
    ...(lists === null ? [] : [{ lines: lists, on: "on the candidate lists" }]),
    ...(corpus === null ? [] : [{ lines: corpus, on: "over the corpus" }]),
  ];
}

/** The comparison at one N as a Markdown table (ADI, Tables 2 and 3): on the candidate lists, or over the corpus where there are none. */
export function retrievalTableText(
  { domains, seeds }: Pick<RetrievalArtifact, "domains" | "seeds">,
  comparison: ComparedLines,
): string {
  const { n } = comparison;
  const [{ lines, on }] = measuredLines(comparison);
  const head = ["model", `Recall@${n}`, ...domains, `NDCG@${n}`, "parameters", "p"];
  const rows = lines.map((line) => [
    line.name,
    ...[line.recall, ...line.recallByDomain, line.ndcg].map(spreadText),
    formatCount(line.parameters),
    line.pValue === null ? "–" : formatScore(line.pValue),
  ]);
  const note = `Recall@${n} ${on}: mean over the evaluated domains, then each domain; mean ± standard deviation over ${formatSeeds(seeds)}; p: two-sided paired t-test against the best other model.`;
  return [textTable(head, rows), "", note].join("\n");
}
