import type { Block, Section } from "../blocks.ts";
import { variantBars } from "../charts/variant-bars.ts";
import { formatCount, formatScore, formatSeeds } from "../format.ts";
import { spreadText } from "../model-table.ts";
import { signed } from "../models/summary.ts";
import { left, right, tableOf } from "../table.ts";
import { groupName } from "./activity.ts";
import { methodTexts } from "./method-texts.ts";
import type { Difference, MktLine, TransferLine, TransferReportInput } from "./report-input.ts";

/** The models on the target's test rows, best first (MKT, Table 2), with a picture. */
export function comparisonSection(input: TransferReportInput): Section {
  return {
    id: "comparison",
    title: "Comparison",
    blocks: [tableBlock(input), { kind: "paragraph", text: note(input) }, ...mktBlocks(input), chartBlock(input)],
  };
}

function tableBlock({ lines, artifact: { users } }: TransferReportInput): Block {
  const ofUsers =
    users === null
      ? []
      : [
          right<TransferLine>("test GAUC", ({ gauc }) => spreadText(gauc)),
          right<TransferLine>("difference", ({ against }) => differenceText(against?.gauc)),
          right<TransferLine>("p", ({ against }) => formatScore(against?.gauc.pValue ?? null)),
        ];
  return tableOf(
    lines,
    [
      left<TransferLine>("model", ({ model, wins }) => (wins ? `${model} *` : model)),
      left("learns from", ({ model }) => methodTexts[model].family),
      right("test AUC", ({ auc }) => spreadText(auc)),
      left("against", ({ against }) => against?.model ?? "–"),
      right("difference", ({ against }) => differenceText(against?.auc)),
      right("p", ({ against }) => formatScore(against?.auc.pValue ?? null)),
      ...ofUsers,
      right("log loss", ({ logLoss }) => spreadText(logLoss)),
    ],
    lines.length,
  );
}

/** MKT against each of the others, seed by seed. */
function mktBlocks({ mkt, artifact: { users } }: TransferReportInput): Block[] {
  if (mkt.length === 0) return [];
  const ofUsers =
    users === null
      ? []
      : [
          right<MktLine>("gain in GAUC", ({ gauc }) => differenceText(gauc)),
          right<MktLine>("p", ({ gauc }) => formatScore(gauc.pValue)),
        ];
  const columns = [
    left<MktLine>("mkt against", ({ model }) => model),
    right<MktLine>("gain in AUC", ({ auc }) => differenceText(auc)),
    right<MktLine>("p", ({ auc }) => formatScore(auc.pValue)),
    ...ofUsers,
  ];
  return [tableOf(mkt, columns, mkt.length)];
}

/** `+0.0123`; `–` without a mean. */
export function differenceText(difference: Difference | undefined): string {
  const mean = difference?.mean ?? null;
  return mean === null ? "–" : signed(mean);
}

function note({ artifact: { seeds, users } }: TransferReportInput): string {
  const ofUsers =
    users === null
      ? "The config names no user, so there is no GAUC."
      : `GAUC is the mean of the users' own AUCs, weighted by their rows: how well rows of one user are ordered. It is made of the ${formatCount(users.mixed)} of ` +
        `${formatCount(users.count)} users who have test rows of both classes, ${formatCount(users.mixedRows)} rows.`;
  return (
    `Mean ± standard deviation over ${formatSeeds(seeds)}, on the target's test rows with the weights of the best epoch. Every model is set against the best of the others by ` +
    "mean AUC: difference of the means, and p of a two-sided paired t-test over the seeds, not corrected for the number of models; * marks the winner, the " +
    `best mean AUC with p < 0.05. ${ofUsers} Log loss is in nats.`
  );
}

function chartBlock({ lines, artifact }: TransferReportInput): Block {
  const variants = lines.map(({ model, auc, groups }) => ({
    key: model,
    auc,
    aucByDomain: groups.map((group) => group.auc),
  }));
  const domains = artifact.activity.map((group) => `users with ${groupName(group)} training rows`);
  const chart = variantBars({ variants, domains, seeds: artifact.seeds }, { whole: "all rows", file: "transfer.json" });
  return { kind: "chart", file: "test-auc", title: "Test AUC on the target, by activity of the users", chart };
}
