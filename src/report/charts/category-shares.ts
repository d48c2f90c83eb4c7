import { type Chart, chartText, chartWidth, type DomainShares, label } from "./chart.ts";
import { nameAxis, nameSpace } from "./name-axis.ts";
import { roundUp } from "./round-up.ts";

const sides = [
  { title: "plain", of: "plain", left: nameSpace, width: 235 },
  { title: "weighted by effect", of: "effect", left: nameSpace + 275, width: 235 },
] as const;

/** Bars of the shares of categories: plain on the left, weighted by effect on the right. @param bins names of the categories */
export function categoryShares(bins: readonly string[], domains: readonly DomainShares[]): Chart {
  const rowHeight = Math.max(22, 7 * domains.length + 8);
  const legendHeight = 22 * Math.ceil(domains.length / 3);
  const top = legendHeight + 34;
  const height = rowHeight * bins.length;
  const axis = nameAxis(bins);
  const most = roundUp(Math.max(...domains.flatMap(({ plain, effect }) => [...(plain ?? []), ...(effect ?? [])])));
  return {
    width: chartWidth,
    height: top + height + 55,
    option: {
      legend: {
        top: 4,
        left: 20,
        right: 20,
        data: domains.map(({ name }) => chartText(name)),
        formatter: label,
        textStyle: { fontSize: 11 },
      },
      title: sides.map(({ title, left, width }) => ({
        text: title,
        left: left + width / 2,
        top: legendHeight + 8,
        textAlign: "center",
        textStyle: { fontSize: 13, fontWeight: "normal", color: "#333333" },
      })),
      grid: sides.map(({ left, width }) => ({ left, width, top, height })),
      xAxis: sides.map((_, gridIndex) => ({
        type: "value",
        gridIndex,
        min: 0,
        max: most,
        name: "share of the domain's mass",
        nameLocation: "middle",
        nameGap: 28,
        splitNumber: 4,
        axisLabel: { hideOverlap: true },
      })),
      yAxis: sides.map((_, gridIndex) => ({
        ...axis,
        gridIndex,
        axisLabel: { ...axis.axisLabel, show: gridIndex === 0 },
        splitLine: { show: true, lineStyle: { color: "#eeeeee" } },
      })),
      series: sides.flatMap(({ of }, side) =>
        domains.map(({ name, color, [of]: shares }) => ({
          type: "bar" as const, // widens to string without it
          name: chartText(name),
          color,
          xAxisIndex: side,
          yAxisIndex: side,
          barGap: "0%",
          barCategoryGap: "20%",
          data: shares === null ? [] : [...shares],
        })),
      ),
    },
  };
}
