import { chartsOf, type Section } from "./blocks.ts";
import { renderSvg } from "./charts/render-svg.ts";
import { renderHtml } from "./html.ts";
import { renderMarkdown } from "./markdown.ts";
import type { Results } from "./results.ts";
import { baseModelSection } from "./sections/base-model.ts";
import { completenessSection } from "./sections/completeness.ts";
import { configurationSection } from "./sections/configuration.ts";
import { datasetSection } from "./sections/dataset.ts";
import { definitionsSection } from "./sections/definitions.ts";
import { driftSection } from "./sections/drift.ts";
import { featuresSection } from "./sections/features.ts";
import { importanceSection } from "./sections/importance.ts";
import { neglectSection } from "./sections/neglect.ts";
import { overlapSection } from "./sections/overlap.ts";
import { rankingSection } from "./sections/ranking.ts";
import { rejectsSection } from "./sections/rejects.ts";
import { selectedFeaturesSection } from "./sections/selected-features.ts";
import { summarySection } from "./sections/summary.ts";

/** A file of the report; `path` is relative to its folder. */
export interface ReportFile {
  readonly path: string;
  readonly text: string;
}

const sectionsInOrder: readonly ((results: Results) => Section | undefined)[] = [
  summarySection,
  datasetSection,
  overlapSection,
  driftSection,
  rankingSection,
  selectedFeaturesSection,
  neglectSection,
  importanceSection,
  baseModelSection,
  completenessSection,
  rejectsSection,
  featuresSection,
  definitionsSection,
  configurationSection,
];

/**
 * `report.md`, `report.html` (which holds its charts and loads nothing) and the charts as `charts/*.svg`. Equal results give equal bytes:
 * there is no clock, path or random number in it.
 */
export function renderReport(results: Results): readonly ReportFile[] {
  const title = `Domain audit: ${results.pipeline}`;
  const sections = sectionsInOrder.map((section) => section(results)).filter((section) => section !== undefined);
  const charts = chartsOf(sections.flatMap(({ blocks }) => blocks));
  const svgs = new Map(charts.map(({ file, chart }) => [file, renderSvg(chart, file)]));
  return [
    { path: "report.md", text: renderMarkdown(title, sections) },
    { path: "report.html", text: renderHtml(title, sections, svgs) },
    ...Array.from(svgs, ([file, text]) => ({ path: `charts/${file}.svg`, text: `${text}\n` })),
  ];
}
