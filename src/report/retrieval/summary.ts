import type { Section, Text } from "../blocks.ts";
import { formatCount, formatScore, formatSeeds } from "../format.ts";
import { spreadText } from "../model-table.ts";
import { signed } from "../study/sentences.ts";
import { type DifferenceLine, isValidated, type RetrievalReportInput } from "./report-input.ts";
import type { RetrievalLine } from "./retrieval-table.ts";

/** What a reader wants first: which model is best, whether it beats what needs no training, and whether self-training helped. */
export function summarySection(input: RetrievalReportInput): Section {
  const { artifact, comparisons } = input;
  const [{ n, lists }] = comparisons;
  const { users, items, domains, seeds } = artifact;
  const about = `${formatCount(users)} users, ${formatCount(items)} items, ${domains.length} domains; ${formatSeeds(seeds)}.`;
  return {
    id: "summary",
    title: "Summary",
    blocks: [
      { kind: "paragraph", text: about },
      {
        kind: "list",
        items: [
          bestText(lists, n),
          ...againstOthers(lists, domains),
          ...againstUntrained(lists, domains),
          ...selfTrainingText(input),
        ],
      },
    ],
  };
}

function bestText(lines: readonly RetrievalLine[], n: number): Text {
  const [best] = trained(lines);
  if (best === undefined || best.recall.mean === null) return "No model has a recall: nothing was held out.";
  const chance = best.pValue === null ? "" : ` (paired t-test against the next, p ${formatScore(best.pValue)})`;
  return [
    `Best by Recall@${n}, mean over the domains: `,
    { strong: best.name },
    `, ${spreadText(best.recall)}${chance}.`,
  ];
}

/** The domains in which the best model is above every other one. */
function againstOthers(lines: readonly RetrievalLine[], domains: readonly string[]): Text[] {
  const [best, ...rest] = trained(lines);
  const others = rest.filter(({ labelsAlone }) => !labelsAlone);
  if (others.length === 0) return [];
  const first = domains.filter((_, d) =>
    others.every((other) => (best.recallByDomain[d].mean ?? 0) > (other.recallByDomain[d].mean ?? 0)),
  );
  return [`It is above every other model in ${first.length} of ${domains.length} domains${named(first)}.`];
}

/** Where the best model stands against the best method without training, by domain. */
function againstUntrained(lines: readonly RetrievalLine[], domains: readonly string[]): Text[] {
  const [best] = trained(lines);
  const [rival] = lines
    .filter(({ parameters }) => parameters === null)
    .toSorted((a, b) => (b.recall.mean ?? 0) - (a.recall.mean ?? 0));
  if (best === undefined || rival === undefined) return [];
  const above = domains.filter((_, d) => (best.recallByDomain[d].mean ?? 0) > (rival.recallByDomain[d].mean ?? 0));
  return [
    [
      "The best method without training is ",
      { strong: rival.name },
      `, ${spreadText(rival.recall)}; ${best.name} is above it in ${above.length} of ${domains.length} domains${named(above)}.`,
    ],
  ];
}

/** Whether pseudo labels helped on validation, what they changed on the lists, and whether the smallest domain gained most. */
function selfTrainingText({ artifact, comparisons }: RetrievalReportInput): Text[] {
  const [{ n, differences }] = comparisons;
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
      return changed === undefined ? about : `${about} ${changeText(changed, artifact, n)}`;
    });
}

function changeText(
  { byDomain }: DifferenceLine,
  { domains, interactions }: RetrievalReportInput["artifact"],
  n: number,
): string {
  const gains = byDomain.map(({ mean }) => mean ?? 0);
  const list = domains.map((name, d) => `${signed(byDomain[d].mean)} in ${name}`).join(", ");
  const most = gains.indexOf(Math.max(...gains));
  const smallest = interactions.indexOf(Math.min(...interactions));
  const where =
    gains[most] <= 0
      ? "no domain gains"
      : most === smallest
        ? `the smallest domain, ${domains[smallest]}, gains most`
        : `${domains[most]} gains most, not the smallest domain, ${domains[smallest]}`;
  return `It changes Recall@${n} by ${list}: ${where}.`;
}

function named(domains: readonly string[]): string {
  return domains.length === 0 ? "" : `: ${domains.join(", ")}`;
}

function trained(lines: readonly RetrievalLine[]): RetrievalLine[] {
  return lines.filter(({ parameters }) => parameters !== null);
}
