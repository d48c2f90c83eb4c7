import { leftOut } from "../left-out.ts";
import type { Results } from "../results.ts";
import { type Chart, chartWidth } from "./chart.ts";
import { nameAxis, nameSpace } from "./name-axis.ts";

type NeglectEntry = Results["neglect"]["features"][number];

interface Dots {
  readonly name: string;
  readonly color: string;
  readonly symbol: string;
  readonly size: number;
  /** The place of an entry; null leaves it out. */
  readonly place: (entry: NeglectEntry) => number | null;
}

const shownFeatures = 25;
const dots: readonly Dots[] = [
  {
    name: "place by distribution",
    color: "#E69F00",
    symbol: "emptyCircle",
    size: 15,
    place: ({ distributionRank }) => distributionRank,
  },
  {
    name: "place by dependence",
    color: "#0072B2",
    symbol: "circle",
    size: 9,
    place: ({ neglected, dependenceRank }) => (neglected ? null : dependenceRank),
  },
  {
    name: "place by dependence, neglected",
    color: "#D55E00",
    symbol: "diamond",
    size: 13,
    place: ({ neglected, dependenceRank }) => (neglected ? dependenceRank : null),
  },
];

/**
 * Features that differ most between domains, one a line, from their place by distribution to their place by model dependence (DSFM,
 * Fig. 2). The shaded half holds what the model ranks low. @param features number of all features
 */
export function neglectChart(entries: readonly NeglectEntry[], features: number): Chart {
  const shown = entries.slice(0, shownFeatures);
  const last = Math.max(2, features);
  return {
    width: chartWidth,
    height: 120 + 26 * shown.length,
    leftOut: leftOut(entries.length, shownFeatures, "features"),
    option: {
      legend: { top: 5, itemGap: 16, left: 10, right: 10, data: dots.map(({ name }) => name) },
      grid: { left: nameSpace, right: 40, top: 45, bottom: 55 },
      xAxis: {
        type: "value",
        min: 1,
        max: last,
        minInterval: 1,
        name: `place among ${features} features (1 = most)`,
        nameLocation: "middle",
        nameGap: 28,
      },
      yAxis: {
        ...nameAxis(shown.map(({ name }) => name)),
        splitLine: { show: true, lineStyle: { color: "#eeeeee" } },
      },
      series: [links(shown, last, Math.floor(features / 2) + 0.5), ...dots.map((one) => scatter(one, shown))],
    },
  };
}

/** A line from one place to the other, and the shade from `half` on. */
function links(shown: readonly NeglectEntry[], last: number, half: number) {
  return {
    type: "line" as const, // widens to string without it
    color: "#999999",
    symbol: "none",
    lineStyle: { width: 2 },
    data: shown.flatMap(({ distributionRank, dependenceRank }, row) => [
      [distributionRank, row],
      [dependenceRank, row],
      ["-", row],
    ]),
    markArea: {
      itemStyle: { color: "#F2F2F2" },
      data: [[{ xAxis: half }, { xAxis: last }] as [{ xAxis: number }, { xAxis: number }]], // a pair of corners
    },
  };
}

function scatter({ name, color, symbol, size, place }: Dots, shown: readonly NeglectEntry[]) {
  return {
    type: "scatter" as const, // widens to string without it
    name,
    color,
    symbol,
    symbolSize: size,
    itemStyle: { opacity: 1 },
    z: 4,
    data: shown.flatMap((entry, row) => {
      const at = place(entry);
      return at === null ? [] : [[at, row]];
    }),
  };
}
