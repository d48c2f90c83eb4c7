import type { Block, Section, Text } from "../blocks.ts";
import { distributionChart } from "../charts/distribution-chart.ts";
import { heatMap } from "../charts/heat-map.ts";
import { formatScore } from "../format.ts";
import { distanceUnit, groupTitle, rankedGroups } from "../groups.ts";
import { leftOut } from "../left-out.ts";
import type { RankingRow, Results } from "../results.ts";
import { left, right, tableOf } from "../table.ts";

const shownFeatures = 12;
const shownPairs = 10;

/** Distributions and pair distances of the selected features. */
export function selectedFeaturesSection(results: Results): Section {
  const selected = rankedGroups(results)
    .flatMap(({ rows }) => rows)
    .filter((row) => row.selected);
  const more = leftOut(selected.length, shownFeatures, "selected features");
  const blocks = selected.slice(0, shownFeatures).flatMap((row) => featureBlocks(row, results));
  const none: Block = { kind: "paragraph", text: "None." };
  return {
    id: "selected-features",
    title: "Selected features",
    blocks: [
      ...(selected.length === 0 ? [none] : blocks),
      ...(more === undefined ? [] : [{ kind: "paragraph" as const, text: more }]), // widens to string without it
    ],
  };
}

function featureBlocks(row: RankingRow, { domains, ranked }: Results): Block[] {
  const names = domains.map(({ name }) => name);
  const compared = (ranked.pairDomains ?? names.map((_, d) => d)).map((d) => names[d]);
  const unit = distanceUnit(row.group, ranked.scale);
  const chart = distributionChart(row, names);
  const scored = row.notScored === null;
  const file = `${row.group}-${row.rank}`;
  return [
    { kind: "heading", text: row.feature },
    { kind: "paragraph", text: scored ? scoreLine(row, unit) : `Not scored: ${row.notScored}.` },
    ...(chart === undefined
      ? []
      : [chartOf(`distribution-${file}`, `Distribution of ${row.feature} in each domain`, chart)]),
    ...(scored ? [...ofLargest(names, compared), pairTable(row, compared, unit)] : []),
    ...(names.length < 3 || !scored
      ? []
      : [
          chartOf(
            `pairs-${file}`,
            `Distances of ${row.feature} between domains`,
            heatMap({
              domains: compared,
              cells: unflagged(row),
              measure: `Distance in ${unit}, by effect (empty: a domain has no effect mass)`,
              format: "score",
            }),
          ),
        ]),
  ];
}

function ofLargest(names: readonly string[], compared: readonly string[]): Block[] {
  if (compared.length === names.length) return [];
  const text = `Pairs of the ${compared.length} domains with the most rows; the others count in DS and its mean a pair.`;
  return [{ kind: "paragraph", text }];
}

function chartOf(file: string, title: string, chart: ReturnType<typeof heatMap>): Block {
  return { kind: "chart", file, title, chart };
}

function scoreLine({ group, rank, ds, noiseFloor, meanPair, pooledStd, noise }: RankingRow, unit: string): Text {
  const spread = pooledStd === null ? "" : ` Pooled standard deviation ${formatScore(pooledStd)}.`;
  return [
    `Number ${rank} of the ${groupTitle(group).toLowerCase()}. DS ${formatScore(ds)} ${unit}, on average `,
    `${formatScore(meanPair)} a pair; noise floor ${formatScore(noiseFloor)}, noise mean ${formatScore(noise.mean)} `,
    `(${noise.resamples} resamples, ${noise.method}).${spread}`,
  ];
}

/** The distances by effect, null where a domain has no effect mass. */
function unflagged({ pairs, flagged }: RankingRow): (number | null)[][] {
  const zero = new Set(flagged.flatMap(([k, other]) => [`${k} ${other}`, `${other} ${k}`]));
  return pairs.map((row, k) => row.map((distance, other) => (zero.has(`${k} ${other}`) ? null : distance)));
}

function pairTable({ pairs, pairsPlain, flagged }: RankingRow, domains: readonly string[], unit: string): Block {
  const zero = new Set(flagged.map(([k, other]) => `${k} ${other}`));
  const all = domains.flatMap((first, k) =>
    domains.slice(k + 1).map((second, i) => {
      const other = k + 1 + i;
      return {
        first,
        second,
        effect: pairs[k][other],
        plain: pairsPlain[k][other],
        flagged: zero.has(`${k} ${other}`),
      };
    }),
  );
  return tableOf(
    all.toSorted((a, b) => b.effect - a.effect),
    [
      left("domain", ({ first }) => first),
      left("domain", ({ second }) => second),
      right(`distance by effect (${unit})`, (pair) => (pair.flagged ? "no effect mass" : formatScore(pair.effect))),
      right("plain distance", ({ plain }) => formatScore(plain)),
    ],
    shownPairs,
  );
}
