import { chartsOf } from "../blocks.ts";
import { renderSvg } from "../charts/render-svg.ts";
import { renderHtml } from "../html.ts";
import { renderMarkdown } from "../markdown.ts";
import type { ReportFile } from "../render-report.ts";
import { comparisonSection } from "./comparison.ts";
import { dataSection, sharedSection } from "./data.ts";
import type { RetrievalReportInput } from "./report-input.ts";
import { summarySection } from "./summary.ts";
import { adaptationSections, trainingSection } from "./training.ts";

/**
 * The report on retrieval: `retrieval.md`, `retrieval.html` (which holds its charts and loads nothing) and the charts as `charts/*.svg`. Equal inputs
 * give equal bytes.
 */
export function renderRetrieval(input: RetrievalReportInput): readonly ReportFile[] {
  const sections = [
    summarySection(input),
    comparisonSection(input),
    ...adaptationSections(input),
    sharedSection(input),
    dataSection(input),
    trainingSection(input),
  ];
  const charts = chartsOf(sections.flatMap(({ blocks }) => blocks));
  const svgs = new Map(charts.map(({ file, chart }) => [file, renderSvg(chart, file)]));
  return [
    { path: "retrieval.md", text: renderMarkdown("Retrieval", sections) },
    { path: "retrieval.html", text: renderHtml("Retrieval", sections, svgs, "wide") },
    ...Array.from(svgs, ([file, text]) => ({ path: `charts/${file}.svg`, text: `${text}\n` })),
  ];
}
