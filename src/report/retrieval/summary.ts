import type { Section, Text } from "../blocks.ts";
import { formatCount, formatScore, formatSeeds } from "../format.ts";
import { spreadText } from "../model-table.ts";
import { signed } from "../study/sentences.ts";
import { type DifferenceLine, isValidated, type RetrievalReportInput } from "./report-input.ts";
import { type ComparedLines, measuredLines, type RetrievalLine } from "./retrieval-table.ts";

/** What a reader wants first: which model is best, whether it beats what needs no training, and whether self-training helped. */
export function summarySection(input: RetrievalReportInput): Section {
  const { artifact, comparisons } = input;
  const { users, items, domains, seeds } = artifact;
  const about = `${formatCount(users)} users, ${formatCount(items)} items, ${domains.length} domains; ${formatSeeds(seeds)}.`;
  const [{ lines }] = measuredLines(comparisons[0]);
  return {
    id: "summary",
    title: "Summary",
    blocks: [
      { kind: "paragraph", text: about },
      {
        kind: "list",
        items: [
          bestText(comparisons[0], lines, domains),
          ...againstOthers(lines, domains),
          ...againstUntrained(lines, domains),
          ...selfTrainingText(input),
        ],
      },
    ],
  };
}

function bestText(comparison: ComparedLines, lines: readonly RetrievalLine[], domains: readonly string[]): Text {
  const { n, lists, corpus } = comparison;
  const [best] = trained(lines);
  if (best === undefined || best.recall.mean === null) {
    const why =
      corpus === null
        ? "no candidate list has a held-out item, and the corpus was not searched"
        : "there is no held-out item to look for";
    return `No model has a recall: ${why}.`;
  }
  const where = lists === null ? " over the corpus, as no candidate list is evaluated" : "";
  const known = domainsOf(domains, [best]).length;
  const over = known === domains.length ? "the domains" : `${known} of ${domains.length} domains`;
  const chance = best.pValue === null ? "" : ` (paired t-test against the next, p ${formatScore(best.pValue)})`;
  return [
    `Best by Recall@${n}${where}, mean over ${over}: `,
    { strong: best.name },
    `, ${spreadText(best.recall)}${chance}.`,
  ];
}

/** The domains in which the best model is above every other one. */
function againstOthers(lines: readonly RetrievalLine[], domains: readonly string[]): Text[] {
  const [best, ...rest] = trained(lines);
  const others = rest.filter(({ labelsAlone }) => !labelsAlone);
  return others.length === 0
    ? []
    : aboveText(best, others, domains).map((where) => `It is above every other model in ${where}.`);
}

/** Where the best model stands against the best method without training, by domain. */
function againstUntrained(lines: readonly RetrievalLine[], domains: readonly string[]): Text[] {
  const [best] = trained(lines);
  const [rival] = lines
    .filter(({ parameters }) => parameters === null)
    .toSorted((a, b) => (b.recall.mean ?? 0) - (a.recall.mean ?? 0));
  if (best === undefined || rival === undefined) return [];
  return aboveText(best, [rival], domains).map((where) => [
    "The best method without training is ",
    { strong: rival.name },
    `, ${spreadText(rival.recall)}; ${best.name} is above it in ${where}.`,
  ]);
}

/** In how many of the domains with all these recalls one line is above others, and which these are; nothing without such a domain. */
function aboveText(best: RetrievalLine, others: readonly RetrievalLine[], domains: readonly string[]): string[] {
  const known = domainsOf(domains, [best, ...others]);
  if (known.length === 0) return [];
  const recall = (line: RetrievalLine, d: number): number => line.recallByDomain[d].mean ?? 0;
  const above = known.filter((d) => others.every((other) => recall(best, d) > recall(other, d)));
  const names = above.length === 0 ? "" : `: ${above.map((d) => domains[d]).join(", ")}`;
  const noun = known.length === 1 ? "domain" : "domains";
  return [`${above.length} of ${known.length} ${noun}${known.length < domains.length ? " with a recall" : ""}${names}`];
}

/** The numbers of the domains in which every line has a recall. */
function domainsOf(domains: readonly string[], lines: readonly RetrievalLine[]): number[] {
  return domains.flatMap((_, d) => (lines.every(({ recallByDomain }) => recallByDomain[d].mean !== null) ? [d] : []));
}

/** Whether pseudo labels helped on validation, what they changed, and whether the smallest domain gained most. */
function selfTrainingText({ artifact, comparisons }: RetrievalReportInput): Text[] {
  const [{ n, lists, differences }] = comparisons;
  const measure = `Recall@${n}${lists === null ? " over the corpus" : ""}`;
  return artifact.models
    .filter(({ selfTraining }) => selfTraining)
    .map((model) => {
      const { key, runs } = model;
      const used = runs.filter(({ epochs }) => epochs.selfTraining > 0).length;
      const chosen = isValidated(model)
        ? `an epoch with pseudo labels was the best one for ${used} of ${runs.length} seeds on validation.`
        : "nothing was held out for validation, so that all epochs with pseudo labels are kept.";
      const about = `Self-training of ${key}: ${chosen}`;
      const changed = differences.find((difference) => difference.selfTraining && difference.of === key);
      if (used === 0) return `${about} It is left out and helps no domain.`;
      return changed === undefined ? about : about + changeText(changed.byDomain, artifact, measure);
    });
}

function changeText(
  byDomain: DifferenceLine["byDomain"],
  { domains, interactions }: RetrievalReportInput["artifact"],
  measure: string,
): string {
  const known = byDomain.flatMap(({ mean }, d) => (mean === null ? [] : [{ d, gain: mean }]));
  if (known.length === 0) return "";
  const list = known.map(({ d, gain }) => `${signed(gain)} in ${domains[d]}`).join(", ");
  const most = known.reduce((a, b) => (b.gain > a.gain ? b : a));
  const smallest = known.reduce((a, b) => (interactions[b.d] < interactions[a.d] ? b : a));
  const title = `the smallest domain${known.length < domains.length ? " of these" : ""}, ${domains[smallest.d]}`;
  const where =
    most.gain <= 0
      ? "no domain gains"
      : most === smallest
        ? `${title}, gains most`
        : `${domains[most.d]} gains most, not ${title}`;
  return ` It changes ${measure} by ${list}: ${where}.`;
}

function trained(lines: readonly RetrievalLine[]): RetrievalLine[] {
  return lines.filter(({ parameters }) => parameters !== null);
}
