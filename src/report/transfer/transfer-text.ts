import { renderMarkdown } from "../markdown.ts";
import { comparisonSection } from "./comparison.ts";
import type { TransferReportInput } from "./report-input.ts";
import { summarySection } from "./summary.ts";

/** Summary and comparison alone, for a terminal. */
export function transferText(input: TransferReportInput): string {
  const { id, title, blocks } = comparisonSection(input);
  const tables = blocks.filter(({ kind }) => kind !== "chart");
  return renderMarkdown(transferTitle(input), [summarySection(input), { id, title, blocks: tables }]).trimEnd();
}

/** The title of the report. */
export function transferTitle({ artifact: { target } }: TransferReportInput): string {
  return `Transfer to ${target}`;
}
