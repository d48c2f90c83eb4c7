import type { Block, Section, Text } from "../blocks.ts";
import { formatCount, formatScore, formatShare } from "../format.ts";
import { rankedGroups, sensitivityUnit } from "../groups.ts";
import { leftOut } from "../left-out.ts";
import type { RankingRow, Results } from "../results.ts";
import { whyNothingSelected } from "../why-nothing-selected.ts";
import { warningsOf } from "./warnings.ts";

const shownDomains = 8;
const shownLines = 12;

/** What a reader acts on first: what was audited, what is selected, what the model neglects, what to distrust. */
export function summarySection(results: Results): Section {
  const neglected = neglectedLines(results);
  const warnings = warningsOf(results);
  return {
    id: "summary",
    title: "Summary",
    blocks: [
      { kind: "paragraph", text: auditedLine(results) },
      { kind: "heading", text: "Selected features" },
      ...selectedBlocks(results),
      { kind: "heading", text: "Neglected features" },
      neglected.length > 0
        ? { kind: "list", items: neglected }
        : { kind: "paragraph", text: "None: no feature that differs most between domains is ranked low by the model." },
      { kind: "heading", text: "Warnings" },
      warnings.length > 0 ? { kind: "list", items: warnings } : { kind: "paragraph", text: "None." },
    ],
  };
}

function auditedLine({ ingest, domains, ranking, baseModel }: Results): Text {
  const shares = domains.slice(0, shownDomains).map(({ name, share }) => `${name} ${formatShare(share)}`);
  const more = domains.length > shownDomains ? `, and ${domains.length - shownDomains} more` : "";
  return [
    `${formatCount(ingest.rows.kept)} of ${formatCount(ingest.rows.read)} rows, ${ranking.length} features and `,
    `${domains.length} domains (${shares.join(", ")}${more}) were audited. The base model reaches a test AUC of `,
    { strong: formatScore(baseModel.test.auc.overall) },
    ".",
  ];
}

function selectedBlocks(results: Results): Block[] {
  const groups = rankedGroups(results)
    .map(({ title, unit, rows }) => ({ title, unit, rows: rows.filter(({ selected }) => selected) }))
    .filter(({ rows }) => rows.length > 0);
  if (groups.length === 0)
    return [{ kind: "paragraph", text: `No feature is selected: ${whyNothingSelected(results)}.` }];
  return groups.flatMap(({ title, unit, rows }): Block[] => {
    const more = leftOut(rows.length, shownLines);
    const lines = rows.slice(0, shownLines).map((row) => selectedLine(row, results));
    return [
      { kind: "paragraph", text: `${title} (${sensitivityUnit({ unit }, results.domains.length)}):` },
      { kind: "list", items: more === undefined ? lines : [...lines, more] },
    ];
  });
}

const remarks: Partial<Record<RankingRow["kind"], string>> = {
  "effect-only":
    " Its values are distributed alike; only the model weighs them otherwise. Another training may not: audit with another seed before relying on it.",
  "distribution-only": " Only its values differ: the model hardly uses it.",
};

function selectedLine(row: RankingRow, { ranking, domains }: Results): Text {
  const { feature, dependenceRank, kind, notScored } = row;
  const dependence = `; dependence rank ${dependenceRank} of ${ranking.length}.`;
  if (notScored !== null) return [{ strong: feature }, `: not scored: ${notScored}${dependence}`];
  return [{ strong: feature }, `: ${scoreOf(row, domains.length)}${dependence}${remarks[kind] ?? ""}`];
}

/** DS of a feature that is scored, against its noise floor. */
function scoreOf({ ds, meanPair, noiseFloor, aboveNoise, pValue }: RankingRow, domains: number): string {
  const aPair = domains > 2 ? ` (${formatScore(meanPair)} a pair)` : "";
  const times = ds !== null && noiseFloor > 0 ? `${(ds / noiseFloor).toFixed(1)} × ` : "";
  const against = aboveNoise
    ? `${times === "" ? "above " : times}its noise floor ${formatScore(noiseFloor)}`
    : `within its noise floor ${formatScore(noiseFloor)}`;
  return `DS ${formatScore(ds)}${aPair}, ${against} (p ${formatScore(pValue)})`;
}

function neglectedLines({ neglect, ranking }: Results): Text[] {
  const neglected = neglect.features.filter((entry) => entry.neglected);
  const selected = new Set(ranking.filter((row) => row.selected).map(({ feature }) => feature));
  const lines = neglected.slice(0, shownLines).map(({ name, distributionRank, dependenceRank }): Text => {
    const places = `place ${distributionRank} of ${ranking.length} by distribution, but ${dependenceRank} by dependence. `;
    const advice: Text = selected.has(name)
      ? ["It is selected; see that the model gets it per domain or crossed with the domain."]
      : ["Give it a larger embedding or cross it with the domain, or list it under ", { code: "select.features" }, "."];
    return [{ strong: name }, `: ${places}`, ...advice];
  });
  const more = leftOut(neglected.length, shownLines);
  return more === undefined ? lines : [...lines, more];
}
