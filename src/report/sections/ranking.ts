import type { Block, Section } from "../blocks.ts";
import { rankingChart } from "../charts/ranking-chart.ts";
import { formatScore } from "../format.ts";
import { type RankedGroup, rankedGroups } from "../groups.ts";
import type { Results } from "../results.ts";
import { left, right, tableOf } from "../table.ts";

/** Every feature by domain sensitivity within its group, against its noise floor and its model dependence. */
export function rankingSection(results: Results): Section {
  return { id: "ranking", title: "Ranking", blocks: rankedGroups(results).flatMap(groupBlocks) };
}

function groupBlocks({ group, title, unit, rows }: RankedGroup): Block[] {
  const chart: Block = {
    kind: "chart",
    file: `ranking-${group}`,
    title: `Domain sensitivity of the ${title.toLowerCase()}`,
    chart: rankingChart(rows, unit),
  };
  return [
    { kind: "heading", text: `${title} (DS in ${unit})` },
    ...(rows.some(({ ds }) => ds !== null) ? [chart] : []),
    tableOf(rows, [
      right("rank", ({ rank }) => String(rank)),
      left("feature", ({ feature }) => feature),
      right("DS", ({ ds }) => formatScore(ds)),
      right("noise floor", ({ noiseFloor, ds }) => formatScore(ds === null ? null : noiseFloor)),
      left("above noise", ({ aboveNoise, differsBy }) => (aboveNoise ? `by ${differsBy}` : "no")),
      left("kind", ({ kind }) => kind.replace("-only", " only")),
      right("p-value", ({ pValue, ds }) => formatScore(ds === null ? null : pValue)),
      right("plain DS", ({ dsPlain }) => formatScore(dsPlain)),
      right("plain rank", ({ plainRank }) => String(plainRank)),
      right("dependence", ({ dependence }) => formatScore(dependence)),
      right("dependence rank", ({ dependenceRank }) => String(dependenceRank)),
      left("selected", ({ selected }) => (selected ? "yes" : "no")),
    ]),
    {
      kind: "details",
      summary: "Why each was selected or not",
      blocks: [
        tableOf(rows, [
          left("feature", ({ feature }) => feature),
          left("why", ({ why, notScored }) => (notScored === null ? why : `not scored: ${notScored}`)),
        ]),
      ],
    },
  ];
}
