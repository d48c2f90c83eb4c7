import { chartsOf, type Section } from "../blocks.ts";
import { renderSvg } from "../charts/render-svg.ts";
import { renderHtml } from "../html.ts";
import { renderMarkdown } from "../markdown.ts";
import type { ReportFile } from "../render-report.ts";
import { budgetSection } from "./budget.ts";
import { comparisonSection } from "./comparison.ts";
import { exportsSection } from "./exports.ts";
import { featureUseSection } from "./feature-use.ts";
import { learningSection } from "./learning.ts";
import type { ModelReportInput } from "./report-input.ts";
import { summarySection } from "./summary.ts";

const sectionsInOrder: readonly ((input: ModelReportInput) => Section)[] = [
  summarySection,
  comparisonSection,
  budgetSection,
  learningSection,
  featureUseSection,
  exportsSection,
];

/**
 * The report on trained models: `models.md`, `models.html` (which holds its charts and loads nothing) and the charts as `charts/*.svg`.
 * Equal inputs give equal bytes: there is no clock and no path in it.
 */
export function renderModels(input: ModelReportInput): readonly ReportFile[] {
  const sections = sectionsInOrder.map((section) => section(input));
  const charts = chartsOf(sections.flatMap(({ blocks }) => blocks));
  const svgs = new Map(charts.map(({ file, chart }) => [file, renderSvg(chart, file)]));
  return [
    { path: "models.md", text: renderMarkdown("Models", sections) },
    { path: "models.html", text: renderHtml("Models", sections, svgs, "wide") },
    ...Array.from(svgs, ([file, text]) => ({ path: `charts/${file}.svg`, text: `${text}\n` })),
  ];
}
