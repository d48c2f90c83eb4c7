import { chartsOf, type Section } from "../blocks.ts";
import { renderSvg } from "../charts/render-svg.ts";
import { renderHtml } from "../html.ts";
import { renderMarkdown } from "../markdown.ts";
import type { ReportFile } from "../render-report.ts";
import { ablationSections } from "./ablations.ts";
import { activitySections } from "./activity.ts";
import { comparisonSection } from "./comparison.ts";
import { learningSection } from "./learning.ts";
import { modelsSection } from "./models.ts";
import type { TransferReportInput } from "./report-input.ts";
import { servingSections } from "./serving.ts";
import { summarySection } from "./summary.ts";
import { transferTitle } from "./transfer-text.ts";

/**
 * The report on transfer: `transfer.md`, `transfer.html` (which holds its charts and loads nothing) and the charts as `charts/*.svg`. Equal inputs give
 * equal bytes: there is no clock and no path in it.
 */
export function renderTransfer(input: TransferReportInput): readonly ReportFile[] {
  const sections: Section[] = [
    summarySection(input),
    comparisonSection(input),
    ...activitySections(input),
    ...ablationSections(input),
    modelsSection(input),
    learningSection(input),
    ...servingSections(input),
  ];
  const title = transferTitle(input);
  const svgs = new Map(
    chartsOf(sections.flatMap(({ blocks }) => blocks)).map(({ file, chart }) => [file, renderSvg(chart, file)]),
  );
  return [
    { path: "transfer.md", text: renderMarkdown(title, sections) },
    { path: "transfer.html", text: renderHtml(title, sections, svgs, "wide") },
    ...Array.from(svgs, ([file, text]) => ({ path: `charts/${file}.svg`, text: `${text}\n` })),
  ];
}
