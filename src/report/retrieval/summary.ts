import type { Section, Text } from "../blocks.ts";
import { formatCount, formatScore, formatSeeds } from "../format.ts";
import { spreadText } from "../model-table.ts";
import type { RetrievalReportInput } from "./report-input.ts";
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
      { kind: "list", items: [bestText(lists, n), ...againstUntrained(lists, domains), ...selfTrainingText(input)] },
    ],
  };
}

function bestText(lines: readonly RetrievalLine[], n: number): Text {
  const [best] = trained(lines);
  if (best === undefined || best.recall.mean === null) return "No model has a recall: nothing was held out.";
  const chance = best.pValue === null ? "" : ` (paired t-test against the next, p ${formatScore(best.pValue)})`;
  return [`Best by mean Recall@${n}: `, { strong: best.name }, `, ${spreadText(best.recall)}${chance}.`];
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
      `, ${spreadText(rival.recall)}; ${best.name} is above it in ${above.length} of ${domains.length} domains${above.length === 0 ? "" : `: ${above.join(", ")}`}.`,
    ],
  ];
}

/** Whether pseudo labels helped on validation, and which domain most is for the ablation to say. */
function selfTrainingText({ artifact }: RetrievalReportInput): Text[] {
  return artifact.models
    .filter(({ selfTraining }) => selfTraining)
    .map(({ key, runs }) => {
      const helped = runs.filter(({ epochs }) => epochs.selfTraining > 0).length;
      return `Self-training of ${key}: an epoch with pseudo labels was the best one for ${helped} of ${runs.length} seeds on validation.`;
    });
}

function trained(lines: readonly RetrievalLine[]): RetrievalLine[] {
  return lines.filter(({ parameters }) => parameters !== null);
}
