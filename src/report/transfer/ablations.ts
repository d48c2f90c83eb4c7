import type { Section } from "../blocks.ts";
import { variantBars } from "../charts/variant-bars.ts";
import { formatCount, formatScore, formatSeeds } from "../format.ts";
import { spreadText } from "../model-table.ts";
import { left, right, tableOf } from "../table.ts";
import { differenceText } from "./comparison.ts";
import { ablationTexts } from "./method-texts.ts";
import type { AblationLine, TransferReportInput } from "./report-input.ts";

/** MKT whole and without each of its parts (MKT, Table 4). */
export function ablationSections(input: TransferReportInput): Section[] {
  const { artifact, lines, ablations } = input;
  const whole = lines.find(({ model }) => model === "mkt");
  if (whole === undefined || ablations.length === 0) return [];
  const { seeds, users } = artifact;
  const sizes = new Map(artifact.ablations.map(({ ablation, flopsPerRow }) => [ablation, flopsPerRow]));
  const variants = [
    { key: "mkt", auc: whole.auc, aucByDomain: [] },
    ...ablations.map(({ ablation, auc }) => ({ key: ablation, auc, aucByDomain: [] })),
  ];
  const chart = variantBars({ variants, domains: [], seeds }, { whole: "all rows", file: "transfer.json" });
  const ofUsers =
    users === null
      ? []
      : [
          right<AblationLine>("test GAUC", ({ gauc }) => spreadText(gauc)),
          right<AblationLine>("difference", ({ difference }) => differenceText(difference.gauc)),
          right<AblationLine>("p", ({ difference }) => formatScore(difference.gauc.pValue)),
        ];
  return [
    {
      id: "ablations",
      title: "MKT without one of its parts",
      blocks: [
        {
          kind: "paragraph",
          text:
            `Differences are against mkt, test AUC ${spreadText(whole.auc)}: negative where the part helps. p: two-sided paired t-test over ` +
            `${formatSeeds(seeds)}, not corrected for the number of ablations.`,
        },
        tableOf(
          ablations,
          [
            left<AblationLine>("ablation", ({ ablation }) => ablation),
            right("test AUC", ({ auc }) => spreadText(auc)),
            right("difference", ({ difference }) => differenceText(difference.auc)),
            right("p", ({ difference }) => formatScore(difference.auc.pValue)),
            ...ofUsers,
            right("FLOPs/row", ({ ablation }) => formatCount(sizes.get(ablation) ?? null)),
          ],
          ablations.length,
        ),
        {
          kind: "list",
          items: ablations.map(({ ablation }) => [{ strong: ablation }, `: ${ablationTexts[ablation]}.`]),
        },
        { kind: "chart", file: "ablations", title: "Test AUC of MKT without one of its parts", chart },
      ],
    },
  ];
}
