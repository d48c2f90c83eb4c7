import { leftOut } from "../left-out.ts";
import type { RankingRow } from "../results.ts";
import { type Chart, chartWidth } from "./chart.ts";
import { nameAxis, nameSpace } from "./name-axis.ts";

const shownBars = 30;

const kinds = [
  { name: "selected", color: "#0072B2", holds: (row: RankingRow) => row.selected },
  { name: "above noise, not selected", color: "#56B4E9", holds: (row: RankingRow) => !row.selected && row.aboveNoise },
  { name: "within noise", color: "#BBBBBB", holds: (row: RankingRow) => !row.selected && !row.aboveNoise },
] as const;

/** DS of the features of one group, best first, each with its noise floor. @param rows by rank @param unit of DS */
export function rankingChart(rows: readonly RankingRow[], unit: string): Chart {
  const shown = rows.slice(0, shownBars);
  const bars = kinds.filter(({ holds }) => shown.some(holds));
  return {
    width: chartWidth,
    height: 100 + 24 * shown.length,
    leftOut: leftOut(rows.length, shownBars, "features"),
    option: {
      grid: { left: nameSpace, right: 30, top: 40, bottom: 50 },
      legend: { top: 5, itemGap: 16, data: [...bars.map(({ name }) => name), "noise floor"] },
      xAxis: { type: "value", min: 0, name: `DS (${unit})`, nameLocation: "middle", nameGap: 28 },
      yAxis: nameAxis(shown.map(({ feature }) => feature)),
      series: [
        ...bars.map(({ name, color, holds }) => ({
          type: "bar" as const, // widens to string without it
          name,
          stack: "ds",
          barWidth: 14,
          color,
          data: shown.map((row) => (holds(row) ? (row.ds ?? 0) : null)),
        })),
        {
          type: "scatter",
          name: "noise floor",
          symbol: "rect",
          symbolSize: [3, 20],
          color: "#D55E00",
          itemStyle: { opacity: 1 },
          z: 5,
          data: shown.flatMap(({ ds, noiseFloor }, row) => (ds === null ? [] : [[noiseFloor, row]])),
        },
      ],
    },
  };
}
