import type { Block, Section, Span, Text } from "../blocks.ts";
import { formatCount, formatScore, formatSeeds } from "../format.ts";
import { spreadText } from "../model-table.ts";
import { signed } from "../models/summary.ts";
import { ablationTexts, methodTexts } from "./method-texts.ts";
import {
  alpha,
  type AblationLine,
  type Difference,
  type TransferLine,
  type TransferReportInput,
} from "./report-input.ts";

/** What a reader wants first: which model to take for the target, whether transfer helps, and which parts of MKT earn their place. */
export function summarySection(input: TransferReportInput): Section {
  return {
    id: "summary",
    title: "Summary",
    blocks: [
      { kind: "paragraph", text: setting(input) },
      { kind: "paragraph", text: bestText(input) },
      ...mktBlocks(input),
    ],
  };
}

function setting({ artifact }: TransferReportInput): Text {
  const { target, sources, rows, models, seeds } = artifact;
  return [
    "Models for ",
    { strong: target },
    `, of which the log has ${formatCount(rows.target.train)} training rows, with the help of `,
    { strong: sources.join(", ") },
    `, ${formatCount(rows.sources.train)} training rows. ${models.length} model${models.length === 1 ? "" : "s"} with ` +
      `${formatSeeds(seeds)} each; every number below is measured on the ${formatCount(rows.target.test)} test rows of the target.`,
  ];
}

function bestText({ lines, artifact }: TransferReportInput): Text {
  const [best] = lines;
  if (best.auc.mean === null) return "No model has a test AUC: the target's test rows are of one class.";
  const first: Span[] = ["Best by mean test AUC: ", { strong: best.model }, `, ${spreadText(best.auc)}`];
  if (best.against === null) return [...first, "."];
  const { model, auc } = best.against;
  const second: Span[] = [...first, "; next is ", { strong: model }, `, ${difference(auc)} behind. `];
  if (auc.pValue === null) return [...second, "With one seed nothing says whether that is chance."];
  const verdict = best.wins
    ? "It wins: a difference like this is unlikely to be chance"
    : "No model wins: the difference may be chance";
  return [...second, `${verdict} (paired t-test over ${formatSeeds(artifact.seeds)}, p ${formatScore(auc.pValue)}).`];
}

/** Without its sign. */
function difference({ mean }: Difference): string {
  return formatScore(Math.abs(mean ?? 0));
}

function mktBlocks({ lines, ablations }: TransferReportInput): Block[] {
  const mkt = lines.find(({ model }) => model === "mkt");
  if (mkt === undefined) return [];
  const about: Text = [{ strong: "mkt" }, ` is multi-entity knowledge transfer: ${methodTexts.mkt.about}.`];
  return [{ kind: "paragraph", text: about }, ...againstBest(mkt), ...ablationBlocks(ablations)];
}

/** How MKT stands to the best of the others, unless that was said. */
function againstBest({ against, wins }: TransferLine): Block[] {
  if (against?.auc.mean == null || against.auc.mean > 0 || wins) return [];
  const { pValue, mean } = against.auc;
  const chance =
    pValue === null
      ? ""
      : pValue < alpha
        ? `, more than chance (p ${formatScore(pValue)})`
        : `, within chance (p ${formatScore(pValue)})`;
  return [{ kind: "paragraph", text: [{ strong: "mkt" }, ` is ${signed(mean)} against ${against.model}${chance}.`] }];
}

function ablationBlocks(ablations: readonly AblationLine[]): Block[] {
  if (ablations.length === 0) return [];
  const items = ablations.map(({ ablation, difference: { auc } }): Text => {
    const way = auc.mean === null ? "has no AUC to compare" : `${signed(auc.mean)} AUC, ${verdictOf(auc)}`;
    return [{ strong: ablation }, ` (${ablationTexts[ablation]}): ${way}.`];
  });
  return [
    { kind: "paragraph", text: "MKT without one of its parts:" },
    { kind: "list", items },
  ];
}

function verdictOf({ mean, pValue }: Difference): string {
  if (pValue === null) return "from one seed";
  if (pValue >= alpha) return `within chance, p ${formatScore(pValue)}`;
  return `${(mean ?? 0) < 0 ? "the part helps" : "the part harms"}, p ${formatScore(pValue)}`;
}
