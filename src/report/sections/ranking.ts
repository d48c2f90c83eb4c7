import { entityOfRole } from "../../util/entity-role.ts";
import type { Block, Section, Text } from "../blocks.ts";
import { rankingChart } from "../charts/ranking-chart.ts";
import { formatScore } from "../format.ts";
import { type RankedGroup, rankedGroups, sensitivityUnit } from "../groups.ts";
import type { Results } from "../results.ts";
import { left, right, tableOf } from "../table.ts";

/** Every feature by domain sensitivity within its group, against its noise floor and its model dependence. */
export function rankingSection(results: Results): Section {
  const blocks = [...specificBlocks(results), ...rankedGroups(results).flatMap((group) => groupBlocks(group, results))];
  return { id: "ranking", title: "Ranking", blocks };
}

/** Why the features that one entity alone has are in no ranking. */
function specificBlocks({ features, domains }: Results): Block[] {
  const names = (entity: string): string[] =>
    features.filter(({ encoding }) => entityOfRole(encoding.role) === entity).map(({ feature }) => feature);
  const lines = domains.flatMap(({ name }): Text[] => {
    const own = names(name);
    return own.length === 0 ? [] : [["Only ", { strong: name }, ` has ${own.join(", ")}.`]];
  });
  if (lines.length === 0) return [];
  const text =
    "Entity-specific features have no domain sensitivity and are not scored: null in every other entity by design, each would be the " +
    "domain by another name. Their dependence is over all rows, the null ones too.";
  return [
    { kind: "paragraph", text },
    { kind: "list", items: lines },
  ];
}

function groupBlocks({ group, title, unit, rows }: RankedGroup, { domains }: Results): Block[] {
  const chart: Block = {
    kind: "chart",
    file: `ranking-${group}`,
    title: `Domain sensitivity of the ${title.toLowerCase()}`,
    chart: rankingChart(
      rows.filter(({ ds }) => ds !== null),
      unit,
    ),
  };
  return [
    { kind: "heading", text: `${title} (${sensitivityUnit({ unit }, domains.length)})` },
    ...(rows.some(({ ds }) => ds !== null) ? [chart] : []),
    tableOf(rows, [
      right("rank", ({ ds, rank }) => (ds === null ? "–" : String(rank))),
      left("feature", ({ feature }) => feature),
      right("DS", ({ ds }) => formatScore(ds)),
      right("noise floor", ({ noiseFloor, ds }) => formatScore(ds === null ? null : noiseFloor)),
      left("above noise", ({ ds, aboveNoise, differsBy }) =>
        ds === null ? "–" : aboveNoise ? `by ${differsBy}` : "no",
      ),
      left("kind", ({ ds, kind }) => (ds === null ? "–" : kind.replace("-only", " only"))),
      right("p-value", ({ pValue, ds }) => formatScore(ds === null ? null : pValue)),
      right("plain DS", ({ dsPlain }) => formatScore(dsPlain)),
      right("plain rank", ({ dsPlain, plainRank }) => (dsPlain === null ? "–" : String(plainRank))),
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
