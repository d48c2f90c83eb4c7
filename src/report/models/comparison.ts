import type { Block, Section } from "../blocks.ts";
import { formatCount, formatScore, formatShare } from "../format.ts";
import { type ModelLine, spreadText } from "../model-table.ts";
import { type Column, left, right, tableOf } from "../table.ts";
import { leftOutOf, type ModelReportInput, referenceModel } from "./report-input.ts";
import { type ReportedDomain, reportedDomains } from "./reported-domains.ts";
import { signed } from "./summary.ts";

const shownDomains = 8;

/** The comparison as in the paper (DSFM, Table 1), the gains over the base network, and the domains. */
export function comparisonSection(input: ModelReportInput): Section {
  const domains = reportedDomains(input.artifact);
  // The tail is what the models are judged by: it is shown first where not all domains are.
  const few = domains.length <= shownDomains;
  const shown = few ? domains : domains.toSorted((a, b) => a.share - b.share).slice(0, shownDomains);
  const notShown = leftOutOf(domains.length, shownDomains, "domains");
  return {
    id: "comparison",
    title: "Comparison",
    blocks: [
      { ...tableOf(input.lines, modelColumns(shown), input.lines.length), leftOut: notShown },
      { kind: "paragraph", text: comparisonNote(input) },
      ...gainBlocks(input, shown),
      { kind: "heading", text: "Domains" },
      tableOf(
        domains.toSorted((a, b) => b.share - a.share),
        domainColumns(input),
      ),
    ],
  };
}

function modelColumns(domains: readonly ReportedDomain[]): Column<ModelLine>[] {
  return [
    left("model", ({ model, wins }) => (wins ? `${model} *` : model)),
    right("test AUC", ({ auc }) => spreadText(auc)),
    right("p", ({ pValue }) => formatScore(pValue)),
    right("log loss", ({ logLoss }) => spreadText(logLoss)),
    ...domains.map((domain) =>
      right(titleOf("AUC", domain), (line: ModelLine) => spreadText(line.aucByDomain[domain.d])),
    ),
    right("parameters", ({ parameters }) => formatCount(parameters)),
    right("FLOPs/row", ({ flopsPerRow }) => formatCount(flopsPerRow)),
  ];
}

function titleOf(measure: string, { name, isTail }: ReportedDomain): string {
  return `${measure} ${name}${isTail ? " (tail)" : ""}`;
}

function comparisonNote({ artifact: { seeds } }: ModelReportInput): string {
  return (
    `Mean ± standard deviation over ${seeds.length} seed${seeds.length === 1 ? "" : "s"}, on the test split with the weights of the best ` +
    "epoch. p: two-sided paired t-test over the seeds, of the overall AUC against the best other model; * marks the winner: the best mean " +
    "with p < 0.05. p is not corrected for the number of models, and few seeds show large differences only. Log loss is in nats. FLOPs " +
    "are those of one prediction, counted from the compiled graph: 2 per multiply-add, 1 per other element, without the look-up of embeddings."
  );
}

/** Test AUC less that of the base network, overall and per domain. */
function gainBlocks({ gains, lines }: ModelReportInput, domains: readonly ReportedDomain[]): Block[] {
  if (gains.length === 0) return [];
  type Line = (typeof gains)[number];
  const place = new Map(lines.map(({ model }, index) => [model, index]));
  const inOrder = gains.toSorted((a, b) => (place.get(a.model) ?? 0) - (place.get(b.model) ?? 0));
  const columns = [
    left<Line>("model", ({ model }) => model),
    right<Line>("overall", ({ overall }) => gainText(overall)),
    ...domains.map((domain) => right<Line>(titleOf("", domain).trim(), (line) => gainText(line.byDomain[domain.d]))),
  ];
  return [
    { kind: "heading", text: `Gain in test AUC over ${referenceModel}` },
    tableOf(inOrder, columns, inOrder.length),
    {
      kind: "paragraph",
      text: "Mean of the differences between runs of the same seed; in parentheses the p-value of the paired t-test, * where it is below 0.05.",
    },
  ];
}

function gainText({ mean, pValue }: { readonly mean: number | null; readonly pValue: number | null }): string {
  if (mean === null) return "–";
  return pValue === null ? signed(mean) : `${signed(mean)} (${formatScore(pValue)})${pValue < 0.05 ? " *" : ""}`;
}

function domainColumns({ lines }: ModelReportInput): Column<ReportedDomain>[] {
  const best = (d: number): ModelLine | undefined =>
    lines
      .filter((line) => line.aucByDomain[d].mean !== null)
      .toSorted((a, b) => (b.aucByDomain[d].mean ?? 0) - (a.aucByDomain[d].mean ?? 0))
      .at(0);
  return [
    left("domain", ({ name }) => name),
    right("test rows", ({ rows }) => formatCount(rows)),
    right("share of rows", ({ share }) => formatShare(share)),
    right("positive", ({ positiveRate }) => formatShare(positiveRate)),
    left("tail", ({ isTail }) => (isTail ? "tail" : "")),
    left("best model", ({ d }) => best(d)?.model ?? "–"),
    right("its AUC", ({ d }) => spreadText(best(d)?.aucByDomain[d] ?? { mean: null, deviation: null })),
  ];
}
