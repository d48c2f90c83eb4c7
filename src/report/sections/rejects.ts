import type { Block, Section } from "../blocks.ts";
import { formatCount, formatShare } from "../format.ts";
import type { Results } from "../results.ts";
import { left, right, tableOf } from "../table.ts";

/** Why rows were left out, and how many found nothing in the joined tables. */
export function rejectsSection({ rejects, ingest }: Results): Section {
  const byReason = rejects.byReason.toSorted((a, b) => b.rows - a.rows);
  const joins: Block[] = [
    { kind: "heading", text: "Joins" },
    tableOf(ingest.joins, [
      left("table", ({ files }) => files.join(", ")),
      right("rows of the table", ({ tableRows }) => formatCount(tableRows)),
      right("matched rows", ({ matchedRows }) => formatCount(matchedRows)),
      right("unmatched rows", ({ unmatchedRows }) => formatCount(unmatchedRows)),
    ]),
  ];
  return {
    id: "rejects",
    title: "Rejected rows and joins",
    blocks: [
      {
        kind: "paragraph",
        text:
          `${formatCount(rejects.rows)} of ${formatCount(ingest.rows.read)} rows read are invalid (${formatShare(rejects.share)}); ` +
          `${formatCount(ingest.rows.excluded)} were excluded by the configuration.`,
      },
      ...(byReason.length === 0
        ? []
        : [
            tableOf(byReason, [
              left("reason", ({ reason }) => reason),
              left("column", ({ column }) => column ?? ""),
              right("rows", ({ rows }) => formatCount(rows)),
            ]),
          ]),
      ...(ingest.joins.length === 0 ? [] : joins),
    ],
  };
}
