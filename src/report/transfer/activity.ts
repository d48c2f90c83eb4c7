import type { TransferArtifact } from "../../data/artifacts/transfer.ts";
import type { Section } from "../blocks.ts";
import { formatCount } from "../format.ts";
import { spreadText } from "../model-table.ts";
import { signed } from "../models/summary.ts";
import { type Column, left, right, tableOf } from "../table.ts";
import { methodTexts } from "./method-texts.ts";
import type { Spread, TransferLine, TransferReportInput } from "./report-input.ts";

type Group = TransferArtifact["activity"][number];

/** `0–12`, or `40 or more`. */
export function groupName({ from, to }: Pick<Group, "from" | "to">): string {
  if (to === null) return `${formatCount(from)} or more`;
  return from === to ? formatCount(from) : `${formatCount(from)}–${formatCount(to)}`;
}

/** The models by the activity of the users (MKT, Table 3): transfer should help most where there is little to learn from. */
export function activitySections(input: TransferReportInput): Section[] {
  const { artifact, lines } = input;
  const { activity } = artifact;
  if (activity.length === 0) return [];
  const reference = lines.find(({ model }) => methodTexts[model].family === "target only");
  return [
    {
      id: "activity",
      title: "By activity of the users",
      blocks: [
        { kind: "paragraph", text: note(reference) },
        tableOf(activity, [
          left<Group>("training rows of the user", groupName),
          right("users", ({ users }) => formatCount(users)),
          right("test rows", ({ rows }) => formatCount(rows)),
        ]),
        tableOf(
          lines,
          [
            left<TransferLine>("model", ({ model }) => model),
            ...activity.flatMap((group, g) => columns(group, g, reference)),
          ],
          lines.length,
        ),
      ],
    },
  ];
}

function columns(group: Group, g: number, reference: TransferLine | undefined): Column<TransferLine>[] {
  const [auc, gauc] = [`AUC ${groupName(group)}`, `GAUC ${groupName(group)}`];
  return [
    right(auc, ({ groups }) => gainText(groups[g].auc, reference?.groups[g].auc)),
    right(gauc, ({ groups }) => gainText(groups[g].gauc, reference?.groups[g].gauc)),
  ];
}

/** The metric, and in parentheses how much more it is than that of the reference. */
function gainText(own: Spread, reference: Spread | undefined): string {
  if (own.mean === null || reference?.mean == null || own === reference) return spreadText(own);
  return `${spreadText(own)} (${signed(own.mean - reference.mean)})`;
}

function note(reference: TransferLine | undefined): string {
  const gains =
    reference === undefined
      ? ""
      : ` In parentheses: the difference from ${reference.model}, the best model that learns from the target alone.`;
  return (
    "Users are grouped by how many rows of the training split they have, of any entity; the bounds cut the target's test rows into parts of about the same size." +
    gains
  );
}
