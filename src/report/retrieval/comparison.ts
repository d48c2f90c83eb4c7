import type { Block, Section } from "../blocks.ts";
import { variantBars } from "../charts/variant-bars.ts";
import { formatCount, formatScore, formatSeeds } from "../format.ts";
import { leftOut } from "../left-out.ts";
import { spreadText } from "../model-table.ts";
import { signed } from "../study/sentences.ts";
import { type Column, left, right, tableOf } from "../table.ts";
import { artifactFile, type DifferenceLine, type RetrievalReportInput } from "./report-input.ts";
import type { RetrievalLine } from "./retrieval-table.ts";

const shownDomains = 12;

/** The comparison as in the paper (ADI, Tables 2 and 3): on the candidate lists and over the corpus, for each N. */
export function comparisonSection(input: RetrievalReportInput): Section {
  const { artifact, comparisons } = input;
  const blocks = comparisons.flatMap(({ n, lists, corpus, differences }): Block[] => [
    { kind: "heading", text: `Recall@${n} on the candidate lists` },
    domainTable(lists, columns(artifact.domains, n), artifact.domains),
    barsOf(artifact, lists, n),
    ...differenceBlocks(differences, artifact.domains, n),
    ...(corpus === null
      ? []
      : [
          { kind: "heading", text: `Recall@${n} over the corpus` } as const,
          domainTable(corpus, columns(artifact.domains, n), artifact.domains),
        ]),
  ]);
  return { id: "comparison", title: "Comparison", blocks: [...blocks, { kind: "paragraph", text: note(input) }] };
}

function differenceBlocks(differences: readonly DifferenceLine[], domains: readonly string[], n: number): Block[] {
  if (differences.length === 0) return [];
  const columnsOf: Column<DifferenceLine>[] = [
    left("of", ({ of }) => of),
    left("against", ({ against }) => against),
    right("mean", ({ mean }) => differenceText(mean)),
    ...domains
      .slice(0, shownDomains)
      .map((name, d) => right(name, ({ byDomain }: DifferenceLine) => differenceText(byDomain[d]))),
  ];
  return [
    { kind: "heading", text: `Differences of Recall@${n} on the candidate lists, seed by seed` },
    domainTable(differences, columnsOf, domains),
  ];
}

/** A table of all rows with columns for the first domains; how many domains it leaves out. */
function domainTable<Row>(rows: readonly Row[], columnsOf: readonly Column<Row>[], domains: readonly string[]): Block {
  const notShown = leftOut(domains.length, shownDomains, "domains", artifactFile);
  return { ...tableOf(rows, columnsOf, rows.length), leftOut: notShown };
}

/** Such as `+0.0123 ± 0.0010 (p 0.0004)`. */
function differenceText({ mean, deviation, pValue }: DifferenceLine["mean"]): string {
  const spread = deviation === null ? "" : ` ± ${deviation.toFixed(4)}`;
  return `${signed(mean)}${spread}${pValue === null ? "" : ` (p ${formatScore(pValue)})`}`;
}

/** The lines of the table as bars, the best model first, as the chart sets the first bar off; methods without training have no deviation. */
function barsOf(
  { domains, seeds }: RetrievalReportInput["artifact"],
  lines: readonly RetrievalLine[],
  n: number,
): Block {
  const [trained, untrained] = [false, true].map((none) => lines.filter((line) => (line.parameters === null) === none));
  const variants = [...trained, ...untrained].map(({ name, recall, recallByDomain }) => ({
    key: name,
    auc: recall,
    aucByDomain: recallByDomain,
  }));
  const measure = `Recall@${n} on the candidate lists`;
  return {
    kind: "chart",
    file: `recall-${n}`,
    title: measure,
    chart: variantBars({ variants, domains, seeds, measure }, { whole: "all domains", file: artifactFile }),
  };
}

function columns(domains: readonly string[], n: number): Column<RetrievalLine>[] {
  return [
    left("model", ({ name }) => name),
    right("mean", ({ recall }) => spreadText(recall)),
    ...domains
      .slice(0, shownDomains)
      .map((name, d) => right(name, (line: RetrievalLine) => spreadText(line.recallByDomain[d]))),
    right(`NDCG@${n}`, ({ ndcg }) => spreadText(ndcg)),
    right("p", ({ pValue }) => formatScore(pValue)),
    right("parameters", ({ parameters }) => formatCount(parameters)),
  ];
}

function note({ artifact }: RetrievalReportInput): string {
  const chosen = artifact.evaluation.reduce((sum, { chosenPositives }) => sum + chosenPositives, 0);
  const leftOutItems =
    chosen === 0 ? "" : `, and held-out items among them are not looked for (${formatCount(chosen)} in all)`;
  return (
    `Means over the users with held-out items, mean ± standard deviation over ${formatSeeds(artifact.seeds)}; "mean" is that of the domains, ` +
    "each with the same weight. Equal scores are in the order of the list. p: two-sided paired t-test over the seeds, of the mean against " +
    `the best other model, or of a difference against 0, not corrected for the number of models. Over the corpus a user is not given the items of the own training rows of any domain${leftOutItems}. ` +
    "Parameters are those of embeddings and towers together. Methods without training have one run."
  );
}
