import type { Block, Section } from "../blocks.ts";
import { variantBars } from "../charts/variant-bars.ts";
import { formatCount, formatScore, formatSeeds } from "../format.ts";
import { leftOut } from "../left-out.ts";
import { spreadText } from "../model-table.ts";
import { signed } from "../study/sentences.ts";
import { type Column, left, right, tableOf } from "../table.ts";
import { artifactFile, type DifferenceLine, type RetrievalReportInput } from "./report-input.ts";
import { measuredLines, type RetrievalLine } from "./retrieval-table.ts";

const shownDomains = 12;

/**
 * The comparison as in the paper (ADI, Tables 2 and 3) for each N: on the candidate lists and over the corpus, as far as they are evaluated. Chart and
 * differences are those of the first.
 */
export function comparisonSection(input: RetrievalReportInput): Section {
  const { artifact, comparisons } = input;
  const { domains } = artifact;
  const blocks = comparisons.flatMap((comparison) => {
    const { n, differences } = comparison;
    return measuredLines(comparison).flatMap(({ lines, on }, k): Block[] => [
      { kind: "heading", text: `Recall@${n} ${on}` },
      domainTable(lines, columns(domains, n), domains),
      ...(k === 0
        ? [
            barsOf(artifact, lines, `Recall@${n} ${on}`, n),
            ...differenceBlocks(differences, domains, `Recall@${n} ${on}`),
          ]
        : []),
    ]);
  });
  return { id: "comparison", title: "Comparison", blocks: [...blocks, { kind: "paragraph", text: note(input) }] };
}

function differenceBlocks(
  differences: readonly DifferenceLine[],
  domains: readonly string[],
  measure: string,
): Block[] {
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
    { kind: "heading", text: `Differences of ${measure}, seed by seed` },
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
  measure: string,
  n: number,
): Block {
  const [trained, untrained] = [false, true].map((none) => lines.filter((line) => (line.parameters === null) === none));
  const variants = [...trained, ...untrained].map(({ name, recall, recallByDomain }) => ({
    key: name,
    auc: recall,
    aucByDomain: recallByDomain,
  }));
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
    `Means over the users with held-out items, mean ± standard deviation over ${formatSeeds(artifact.seeds)}; "mean" is that of the evaluated domains, ` +
    "each with the same weight. Equal scores are in the order of the list. p: two-sided paired t-test over the seeds, of the mean against " +
    `the best other model, or of a difference against 0, not corrected for the number of models. Over the corpus a user is not given the items of the own training rows of any domain${leftOutItems}. ` +
    "Parameters are those of embeddings and towers together. Methods without training have one run."
  );
}
