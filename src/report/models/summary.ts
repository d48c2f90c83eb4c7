import type { Block, Section, Text } from "../blocks.ts";
import { formatCount, formatScore, formatShare } from "../format.ts";
import { spreadText } from "../model-table.ts";
import { type ModelReportInput, referenceModel } from "./report-input.ts";
import { type ReportedDomain, reportedDomains, tailShare } from "./reported-domains.ts";

/** What a reader wants first: which model is best, whether that is chance, and how the tail domains fare. */
export function summarySection(input: ModelReportInput): Section {
  const { artifact, rows } = input;
  const { models, seeds, domains } = artifact;
  const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
  const trained =
    `${counted(models.length, "model")} with ${counted(seeds.length, "seed")} each, trained on ${formatCount(rows.train)} rows of ` +
    `${domains.length} domains, validated on ${formatCount(rows.valid)} and tested on ${formatCount(rows.test)}.`;
  return {
    id: "summary",
    title: "Summary",
    blocks: [{ kind: "paragraph", text: trained }, { kind: "paragraph", text: bestText(input) }, ...tailBlocks(input)],
  };
}

function bestText({ lines, artifact }: ModelReportInput): Text {
  const [best, next] = lines;
  if (best.auc.mean === null) return "No model has a test AUC: the test rows are of one class.";
  const first: Text = ["Best by mean test AUC: ", { strong: best.model }, `, ${spreadText(best.auc)}`];
  if (lines.length < 2) return [...first, "."];
  const second = [`; next is `, { strong: next.model }, `, ${spreadText(next.auc)}. `];
  if (best.pValue === null) return [...first, ...second, "With one seed nothing says whether that is chance."];
  const verdict = best.wins
    ? `It wins: a difference like this is unlikely to be chance (paired t-test, p ${formatScore(best.pValue)}).`
    : `No model wins: the difference may be chance (paired t-test over ${artifact.seeds.length} seeds, p ${formatScore(best.pValue)}).`;
  return [...first, ...second, verdict];
}

function tailBlocks(input: ModelReportInput): Block[] {
  const domains = reportedDomains(input.artifact);
  const limit = formatShare(tailShare(domains.length));
  const tails = domains.filter(({ isTail }) => isTail).toSorted((a, b) => a.share - b.share);
  if (tails.length === 0) {
    return [
      { kind: "paragraph", text: `No tail domain: each has at least half of an even share (${limit}) of the rows.` },
    ];
  }
  return [
    { kind: "paragraph", text: `Tail domains, with less than half of an even share (${limit}) of the test rows:` },
    { kind: "list", items: tails.slice(0, 8).map((domain) => tailText(input, domain)) },
  ];
}

function tailText(input: ModelReportInput, { d, name, rows, share }: ReportedDomain): Text {
  const scored = input.lines.filter((line) => line.aucByDomain[d].mean !== null);
  const [best] = scored.toSorted((a, b) => (b.aucByDomain[d].mean ?? 0) - (a.aucByDomain[d].mean ?? 0));
  const size = `, ${formatShare(share)} of the rows (${formatCount(rows)})`;
  if (best === undefined) return [{ strong: name }, `${size}: no AUC, its rows are of one class.`];
  const gain = input.gains.find(({ model }) => model === best.model)?.byDomain[d];
  const chance = gain === undefined || gain.pValue === null ? "" : `, p ${formatScore(gain.pValue)}`;
  const over =
    gain === undefined || gain.mean === null ? "" : `, ${signed(gain.mean)} against ${referenceModel}${chance}`;
  return [
    { strong: name },
    `${size}: best is `,
    { strong: best.model },
    `, AUC ${spreadText(best.aucByDomain[d])}${over}.`,
  ];
}

/** A difference of AUCs with its sign: `+0.0123`. */
export function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
}
