import type { StudiedVariant } from "../../data/artifacts/study.ts";
import { formatCount } from "../format.ts";
import { axisRange } from "./axis-range.ts";
import { type Chart, chartWidth } from "./chart.ts";

/** Variants joined by a line, from the cheapest on. */
export interface FlopsSeries {
  readonly name: string;
  readonly variants: readonly StudiedVariant[];
  /** [variants] steps of size, from 0; a larger one is drawn as a larger dot. */
  readonly sizes: readonly number[];
}

const looks = [
  { color: "#0072B2", symbol: "circle" },
  { color: "#D55E00", symbol: "diamond" },
] as const;

/** Mean test AUC, with one standard deviation to both sides, against the FLOPs of a prediction (DSFM, Fig. 7). @param caption what the dots' sizes are */
export function aucFlopsChart(series: readonly FlopsSeries[], caption: string): Chart {
  const all = series.flatMap(({ variants }) => variants);
  const known = all.flatMap(({ auc: { mean, deviation } }) =>
    mean === null ? [] : [mean - (deviation ?? 0), mean + (deviation ?? 0)],
  );
  return {
    width: chartWidth,
    height: 400,
    option: {
      legend: { top: 5, itemGap: 16, data: series.map(({ name }) => name) },
      title: {
        text: caption,
        left: "center",
        top: 30,
        textStyle: { fontSize: 12, fontWeight: "normal", color: "#666666" },
      },
      grid: { left: 90, right: 40, top: 65, bottom: 60 },
      xAxis: {
        type: "value",
        ...axisRange(all.map(({ flopsPerRow }) => flopsPerRow)),
        name: "FLOPs of a prediction, per row",
        nameLocation: "middle",
        nameGap: 30,
        axisLabel: { formatter: formatCount },
      },
      yAxis: { type: "value", ...axisRange(known), name: "test AUC", nameLocation: "middle", nameGap: 60 },
      series: series.flatMap((one, s) => [
        means(one, looks[s % looks.length]),
        deviations(one, looks[s % looks.length]),
      ]),
    },
  };
}

function means({ name, variants, sizes }: FlopsSeries, { color, symbol }: (typeof looks)[number]) {
  return {
    type: "line" as const, // widens to string without it
    name,
    color,
    symbol,
    lineStyle: { width: 1.5, type: "dashed" as const }, // the same
    z: 4,
    data: variants.map(({ flopsPerRow, auc }, i) => ({
      value: [flopsPerRow, auc.mean ?? "-"],
      symbolSize: 8 + 5 * sizes[i],
    })),
  };
}

function deviations({ variants }: FlopsSeries, { color }: (typeof looks)[number]) {
  return {
    type: "line" as const, // widens to string without it
    color,
    symbol: "rect",
    symbolSize: [9, 1.5],
    lineStyle: { width: 1.5 },
    data: variants.flatMap(({ flopsPerRow, auc: { mean, deviation } }) =>
      mean === null || deviation === null
        ? []
        : [
            [flopsPerRow, mean - deviation],
            [flopsPerRow, mean + deviation],
            [flopsPerRow, "-"],
          ],
    ),
  };
}
