import { type Chart, chartWidth, label } from "./chart.ts";
import { nameAxis, nameSpace } from "./name-axis.ts";
import { textWidth } from "./text-width.ts";

/** A feature and its place in each model, 1 for the one that the model uses most. */
export interface RankedUse {
  readonly feature: string;
  readonly selected: boolean;
  /** [models] */
  readonly ranks: readonly number[];
}

const colors = ["#08306B", "#2171B5", "#6BAED6", "#C6DBEF", "#F7FBFF"];
const widest = 60;

/** Places of features, one a line, in models, one a column: dark where a model uses a feature most. A dot marks the selected ones. */
export function rankGrid(features: readonly RankedUse[], models: readonly string[]): Chart {
  const last = Math.max(2, ...features.flatMap(({ ranks }) => ranks));
  const column = Math.min(widest, (chartWidth - nameSpace - 30) / models.length);
  // Labels below stand at 40°, so that their height is 0.64 of their length.
  const below = 20 + Math.round(0.64 * Math.max(...models.map((name) => textWidth(label(name), "11px sans-serif"))));
  return {
    width: chartWidth,
    height: 50 + 24 * features.length + below,
    option: {
      title: {
        text: "place by dependence (1 = most used); ● selected by the audit",
        left: 10,
        top: 8,
        textStyle: { fontSize: 13, fontWeight: "normal", color: "#333333" },
      },
      grid: { left: nameSpace, width: column * models.length, top: 40, bottom: below },
      xAxis: {
        type: "category",
        data: models.map(label),
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: { interval: 0, rotate: 40, fontSize: 11 },
      },
      yAxis: {
        ...nameAxis(features.map(({ feature, selected }) => (selected ? `● ${feature}` : feature))),
        axisLine: { show: false },
      },
      visualMap: { show: false, min: 1, max: last, inRange: { color: colors } },
      series: [
        {
          type: "heatmap",
          data: features.flatMap(({ ranks }, row) =>
            ranks.map((rank, m) => ({
              value: [m, row, rank],
              label: { color: rank <= (1 + last) / 2 ? "#ffffff" : "#222222" },
            })),
          ),
          label: { show: true, fontSize: 11 },
          itemStyle: { borderColor: "#ffffff", borderWidth: 1 },
        },
      ],
    },
  };
}
