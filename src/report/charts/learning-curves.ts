import { type Chart, chartWidth, label, palette } from "./chart.ts";

/** One model's measure by epoch. */
export interface Curve {
  readonly name: string;
  readonly points: readonly { readonly epoch: number; readonly mean: number }[];
  /** The last epoch that every seed reached. */
  readonly complete: number;
}

/** Yellow is faint as a line on white. */
const colors = palette.slice(0, -1);
/** One of these a turn through the colours: 21 lines that differ. */
const turns = [
  { type: "solid", symbol: "circle" },
  { type: "dashed", symbol: "diamond" },
  { type: "dotted", symbol: "emptyTriangle" },
] as const;
const legendWidth = 190;

/** Lines over epochs, the legend beside them in the order of the curves. @param measure of the vertical axis */
export function learningCurves(curves: readonly Curve[], measure: string): Chart {
  const last = Math.max(1, ...curves.flatMap(({ points }) => points.map(({ epoch }) => epoch)));
  return {
    width: chartWidth,
    height: Math.max(340, 60 + 21 * curves.length),
    option: {
      title: { text: measure, left: 10, top: 6, textStyle: { fontSize: 13, fontWeight: "normal", color: "#333333" } },
      grid: { left: 70, right: legendWidth + 20, top: 40, bottom: 45 },
      legend: {
        orient: "vertical",
        left: chartWidth - legendWidth,
        top: 36,
        itemWidth: 30,
        itemGap: 7,
        data: curves.map(({ name }) => name),
        formatter: label,
        textStyle: { fontSize: 11 },
      },
      xAxis: {
        type: "value",
        min: 1,
        max: Math.max(2, last),
        minInterval: 1,
        name: "epoch",
        nameLocation: "middle",
        nameGap: 26,
        splitLine: { show: false },
      },
      yAxis: { type: "value", scale: true, axisLabel: { showMinLabel: false, showMaxLabel: false } },
      series: curves.flatMap((curve, m) => [whole(curve, m), rest(curve, m)]),
    },
  };
}

function styleOf(m: number) {
  return { color: colors[m % colors.length], ...turns[Math.floor(m / colors.length) % turns.length] };
}

/** The part that all seeds reached. */
function whole({ name, points, complete }: Curve, m: number) {
  const { color, type, symbol } = styleOf(m);
  return {
    type: "line" as const, // widens to string without it
    name,
    color,
    symbol,
    symbolSize: 5,
    lineStyle: { width: 2, type },
    data: points.filter(({ epoch }) => epoch <= complete).map(({ epoch, mean }) => [epoch, mean]),
  };
}

/** The part that some seeds reached; it has no entry of its own in the legend. */
function rest({ name, points, complete }: Curve, m: number) {
  const { color, type } = styleOf(m);
  return {
    type: "line" as const, // widens to string without it
    name: `${name} …`,
    color,
    symbol: "none",
    lineStyle: { width: 1, type, opacity: 0.5 },
    data: points.filter(({ epoch }) => epoch >= complete).map(({ epoch, mean }) => [epoch, mean]),
  };
}
