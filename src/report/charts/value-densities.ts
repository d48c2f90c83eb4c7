import { type Chart, chartText, chartWidth, type DomainShares, label } from "./chart.ts";
import { roundUp } from "./round-up.ts";

const panels = [
  { title: "plain", of: "plain" },
  { title: "weighted by effect", of: "effect" },
] as const;
const dashes = ["solid", "dashed", "dotted"] as const;
const panelHeight = 190;
const panelStep = 270;
/** Values between these, and their densities, are far enough from the 20 places that the chart library rounds to. */
const [least, most] = [1e-15, 1e15];

/**
 * Densities of numbers as steps: plain above, weighted by effect below; of very large or small numbers in a power of ten. @param values
 * [bins + 1] edges of the bins, ascending
 */
export function valueDensities(values: readonly number[], domains: readonly DomainShares[]): Chart {
  const unit = unitOf(Math.max(...shownRange(values).map(Math.abs)));
  const edges = values.map((edge) => edge / unit);
  const [min, max] = shownRange(edges);
  const cut = min > edges[0] || max < edges[edges.length - 1];
  const heights = domains.flatMap(({ plain, effect }) => [plain, effect].flatMap((all) => densities(edges, all ?? [])));
  const top = roundUp(Math.max(...heights));
  const legendHeight = 22 * Math.ceil(domains.length / 3);
  const topOf = (panel: number): number => legendHeight + 36 + panel * panelStep;
  return {
    width: chartWidth,
    height: topOf(panels.length) - 20,
    option: {
      legend: {
        top: 4,
        left: 20,
        right: 20,
        data: domains.map(({ name }) => chartText(name)),
        formatter: label,
        textStyle: { fontSize: 11 },
        itemStyle: { opacity: 0 },
      },
      title: panels.map(({ title }, panel) => ({
        text: title,
        left: 80,
        top: topOf(panel) - 26,
        textStyle: { fontSize: 13, fontWeight: "normal", color: "#333333" },
      })),
      grid: panels.map((_, panel) => ({ left: 80, right: 30, top: topOf(panel), height: panelHeight })),
      xAxis: panels.map((_, gridIndex) => ({
        type: "value",
        gridIndex,
        min,
        max,
        name: `value${unit === 1 ? "" : `, in ${unit.toExponential()}`}${cut ? " (the far ends of the tails are not drawn)" : ""}`,
        nameLocation: "middle",
        nameGap: 28,
        axisLabel: { hideOverlap: true },
      })),
      yAxis: panels.map((_, gridIndex) => ({
        type: "value",
        gridIndex,
        min: 0,
        max: top,
        name: `share per ${unit === 1 ? "unit" : unit.toExponential()}`,
        nameLocation: "middle",
        nameGap: 60,
      })),
      series: panels.flatMap(({ of }, panel) => domains.map((domain, d) => line(edges, domain, d, domain[of], panel))),
    },
  };
}

function line(
  edges: readonly number[],
  { name, color }: DomainShares,
  d: number,
  shares: readonly number[] | null,
  panel: number,
) {
  return {
    type: "line" as const, // widens to string without it
    name: chartText(name),
    color,
    xAxisIndex: panel,
    yAxisIndex: panel,
    step: "end" as const, // the same
    symbol: "none",
    lineStyle: { width: 2, type: dashes[d % dashes.length] },
    data: shares === null ? [] : steps(edges, densities(edges, shares)),
  };
}

/** 1, or the power of ten of a size that no axis can show. */
function unitOf(size: number): number {
  return size === 0 || (size >= least && size <= most) ? 1 : Number(`1e${Math.floor(Math.log10(size))}`);
}

/** Each bin's share over its width. */
function densities(edges: readonly number[], shares: readonly number[]): number[] {
  return shares.map((share, bin) => {
    const width = edges[bin + 1] - edges[bin];
    return width > 0 ? share / width : 0;
  });
}

/** Corners of a density, from 0 and back to 0. */
function steps(edges: readonly number[], heights: readonly number[]): [number, number][] {
  return [
    [edges[0], 0],
    ...heights.map((height, bin): [number, number] => [edges[bin], height]),
    [edges[heights.length], heights[heights.length - 1]],
    [edges[heights.length], 0],
  ];
}

/** The edges without outer bins that are much wider than the inner ones: they reach to the extremes. */
function shownRange(edges: readonly number[]): [number, number] {
  const last = edges.length - 1;
  if (last < 4) return [edges[0], edges[last]];
  const inner = edges[2] - edges[1];
  const low = Math.max(edges[0], edges[1] - 2 * inner);
  const high = Math.min(edges[last], edges[last - 1] + 2 * inner);
  return [low, high];
}
