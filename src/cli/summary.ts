import { join, relative } from "node:path";
import { stageFolders } from "../data/artifacts/layout.ts";
import type { StableResults } from "../report/stable-results.ts";
import { whyNothingSelected } from "../report/why-nothing-selected.ts";
import { shorten } from "../util/visible.ts";

/** Longest name of a feature or domain that is shown whole. */
const nameLimit = 60;
/** Longest reason, which may name an entity, that is shown whole. */
const reasonLimit = 80;

/** The few lines that a busy reader gets after an audit: rows, AUC, the features that matter, where the report is. */
export function summarise(results: StableResults, runFolder: string): string {
  const { read, kept, rejected } = results.ingest.rows;
  const { overall, byDomain } = results.baseModel.test.auc;
  const domains = Object.entries(byDomain).map(([name, auc]) => `${shorten(name, nameLimit)} ${decimal(auc)}`);
  const selected = results.ranking.filter((row) => row.selected);
  return [
    `rows        ${number(read)} read, ${number(kept)} kept, ${number(rejected)} rejected`,
    `test AUC    ${decimal(overall)}   (${domains.join(", ")})`,
    selected.length === 0 ? `selected    no feature: ${whyNothingSelected(results)}` : "selected",
    ...selected.map(featureLine),
    `report      ${shownPath(join(runFolder, stageFolders.report, "report.md"))}`,
    `feed        ${shownPath(join(runFolder, stageFolders.select, "feed"))}`,
  ].join("\n");
}

function featureLine({
  feature,
  group,
  rank,
  ds,
  noiseFloor,
  dependenceRank,
  notScored = null,
}: StableResults["ranking"][number]): string {
  const [place, scores] =
    notScored === null
      ? [`${group} #${rank}`, `DS ${decimal(ds)} (noise floor ${decimal(noiseFloor)})`]
      : [group, `not scored: ${shorten(notScored, reasonLimit)}`];
  return `  ${shorten(feature, nameLimit).padEnd(24)} ${place.padEnd(24)} ${scores}, dependence rank ${dependenceRank}`;
}

/** Relative to the working folder when it lies inside it. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}

function decimal(value: number | null): string {
  return value === null ? "none" : value.toFixed(4);
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
