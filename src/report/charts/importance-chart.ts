import { leftOut } from "../left-out.ts";
import type { RankedImportance } from "../ranked-importance.ts";
import { axisRange } from "./axis-range.ts";
import { type Chart, chartWidth } from "./chart.ts";
import { nameAxis, nameSpace } from "./name-axis.ts";

const shownFeatures = 30;
const gap = 26;
const panelWidth = (chartWidth - nameSpace - 2 * gap) / 2;
const colors = { agreed: "#0072B2", apart: "#D55E00" } as const;

type Measure = "importance" | "rank" | "dependence" | "dependenceRank";

/** One of the measures: its values and places in the order of the lines. */
interface Panel {
  readonly title: string;
  readonly values: readonly number[];
  readonly places: readonly number[];
}

/**
 * The features of one entity by importance p with its interval, and by dependence, in two aligned columns, each with its place; a feature whose places
 * differ much stands out. The shaded part of the first column is what p amplifies.
 */
export function importanceChart(features: readonly RankedImportance[]): Chart {
  const shown = features.slice(0, shownFeatures);
  const panel = (title: string, value: Measure, place: Measure): Panel => {
    return { title, values: shown.map((one) => one[value]), places: shown.map((one) => one[place]) };
  };
  const panels = [
    panel("importance p (1 = neutral)", "importance", "rank"),
    panel("dependence, mean |IG|", "dependence", "dependenceRank"),
  ];
  const ends = axisRange([1, ...shown.flatMap(({ interval }) => interval)]);
  const names = nameAxis(shown.map(({ name }) => name));
  return {
    width: chartWidth,
    height: 110 + 26 * shown.length,
    leftOut: leftOut(features.length, shownFeatures, "features"),
    option: {
      legend: { top: 5, itemGap: 16, data: legendOf(shown) },
      grid: panels.map((_, i) => ({
        left: nameSpace + i * (panelWidth + gap),
        width: panelWidth,
        top: 45,
        bottom: 60,
      })),
      xAxis: panels.map(({ title, values }, i) => ({
        type: "value" as const, // widens to string without it
        gridIndex: i,
        ...(i === 0 ? { ...ends, max: ends.max + 0.15 * (ends.max - ends.min) } : { min: 0, max: endOf(values) }),
        splitNumber: 3,
        axisLabel: {
          fontSize: 10,
          hideOverlap: true,
          showMaxLabel: false,
          formatter: (value: number) => String(Number(value.toPrecision(4))),
        },
        name: title,
        nameLocation: "middle" as const, // the same
        nameGap: 28,
        nameTextStyle: { fontSize: 11 },
      })),
      yAxis: panels.map((_, i) => ({
        ...names,
        gridIndex: i,
        axisLabel: { ...names.axisLabel, show: i === 0 },
        splitLine: { show: true, lineStyle: { color: "#eeeeee" } },
      })),
      series: [
        intervals(shown, ends.max + 0.15 * (ends.max - ends.min)),
        ...panels.flatMap((panel, i) => dots(panel, i, shown)),
      ],
    },
  };
}

/** 25 % more than the largest value, for the places beside the dots. */
function endOf(values: readonly number[]): number {
  const most = Math.max(0, ...values);
  return most === 0 ? 1.25 : 1.25 * most;
}

const legend = {
  interval: "95 % interval of p",
  agreed: "place by this measure",
  apart: "place, much different by the other measure",
} as const;

function legendOf(shown: readonly RankedImportance[]): string[] {
  return [
    ...(shown.some(({ apart }) => !apart) ? [legend.agreed] : []),
    ...(shown.some(({ apart }) => apart) ? [legend.apart] : []),
    legend.interval,
  ];
}

/** The 95 % intervals of p, and the shade from 1 on. */
function intervals(shown: readonly RankedImportance[], end: number) {
  return {
    type: "line" as const, // widens to string without it
    name: legend.interval,
    color: "#777777",
    symbol: "none",
    lineStyle: { width: 3 },
    data: shown.flatMap(({ interval: [low, high] }, row) => [
      [low, row],
      [high, row],
      ["-", row],
    ]),
    markArea: {
      silent: true,
      itemStyle: { color: "#F2F2F2" },
      data: [[{ xAxis: 1 }, { xAxis: end }] as [{ xAxis: number }, { xAxis: number }]], // a pair of corners
    },
  };
}

/** The values of one panel, and beside them their places. */
function dots({ values, places }: Panel, panel: number, shown: readonly RankedImportance[]) {
  const axes = { type: "scatter" as const, xAxisIndex: panel, yAxisIndex: panel, z: 4 }; // widens to string without it
  const colored = ([false, true] as const).map((apart) => ({
    ...axes,
    name: apart ? legend.apart : legend.agreed,
    color: apart ? colors.apart : colors.agreed,
    symbol: apart ? "diamond" : "circle",
    symbolSize: apart ? 12 : 9,
    itemStyle: { opacity: 1 },
    data: shown.flatMap((one, row) => (one.apart === apart ? [[values[row], row]] : [])),
  }));
  const labels = shown.map(({ interval: [, high] }, row) => {
    const value = panel === 0 ? high : values[row];
    const label = {
      show: true,
      position: "right" as const,
      fontSize: 11,
      color: "#333333",
      formatter: String(places[row]),
    }; // the same
    return { value: [value, row], label };
  });
  return [...colored, { ...axes, symbolSize: 8, itemStyle: { color: "transparent" }, data: labels }];
}
