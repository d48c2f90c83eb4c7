import { formatScore, formatShare } from "../format.ts";
import { leftOut } from "../left-out.ts";
import { type Chart, chartWidth, label } from "./chart.ts";
import { nameAxis, nameSpace } from "./name-axis.ts";
import { textWidth } from "./text-width.ts";

/** Numbers between domains, or of domains and something else. */
export interface HeatMapInput {
  readonly domains: readonly string[];
  /** [C] what the columns are, and what to call them; default: the domains again. */
  readonly columns?: { readonly names: readonly string[]; readonly what: string };
  /** [D, C]; null cells stay empty. */
  readonly cells: readonly (readonly (number | null)[])[];
  /** What a cell holds, with its unit. */
  readonly measure: string;
  readonly format: "score" | "share";
  /** Top of the colour scale; the largest cell when left out. */
  readonly most?: number;
  /** Where to find what is left out; `results.json` by default. */
  readonly file?: string;
}

/** Rows, and columns. */
const shownDomains = 16;
const labelledDomains = 8;
const colors = ["#F7FBFF", "#C6DBEF", "#6BAED6", "#2171B5", "#08306B"];

/** A heat map over domains, at most sixteen rows and columns, with numbers in the cells where they fit. The colour scale begins at 0, or at the least cell below it. */
export function heatMap({ domains, columns, cells, measure, format, most, file }: HeatMapInput): Chart {
  const names = domains.slice(0, shownDomains);
  const titles = (columns?.names ?? domains).slice(0, shownDomains);
  const square = cells.slice(0, shownDomains).map((row) => row.slice(0, shownDomains));
  const min = Math.min(0, ...square.flat().map((cell) => cell ?? 0));
  const max = most ?? Math.max(...square.flat().map((cell) => cell ?? 0));
  const top = max > 0 ? max : 1;
  const written = format === "share" ? formatShare : formatScore;
  const side = Math.min(56, Math.max(24, 420 / names.length));
  // Labels below stand at 40°, so that their height is 0.64 of their length.
  const below = 20 + Math.round(0.64 * Math.max(...titles.map((name) => textWidth(label(name), "11px sans-serif"))));
  return {
    width: chartWidth,
    height: Math.round(side * names.length) + 40 + below,
    leftOut: leftOutOf(domains, columns, file),
    option: {
      title: { text: measure, left: 10, top: 8, textStyle: { fontSize: 13, fontWeight: "normal", color: "#333333" } },
      grid: { left: nameSpace, right: 130, top: 40, bottom: below },
      xAxis: {
        type: "category",
        data: titles.map(label),
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: { interval: 0, rotate: 40, fontSize: 11 },
      },
      yAxis: { ...nameAxis(names), axisLine: { show: false } },
      visualMap: {
        min,
        max: top,
        right: 20,
        top: 40,
        itemHeight: Math.min(140, side * names.length - 40),
        text: [written(top), written(min)],
        inRange: { color: colors },
        calculable: false,
      },
      series: [
        {
          type: "heatmap",
          data: square.flatMap((row, k) =>
            row.map((cell, other) => ({
              value: [other, k, cell ?? "-"],
              label: { color: (cell ?? 0) > (top + min) / 2 ? "#ffffff" : "#222222" },
            })),
          ),
          label: {
            show: titles.length <= labelledDomains,
            formatter: ({ dataIndex }) => {
              const cell = square[Math.floor(dataIndex / titles.length)][dataIndex % titles.length];
              return cell === null ? "" : written(cell);
            },
          },
          itemStyle: { borderColor: "#ffffff", borderWidth: 1 },
        },
      ],
    },
  };
}

function leftOutOf(
  domains: readonly string[],
  columns: HeatMapInput["columns"],
  file: string | undefined,
): string | undefined {
  const rows = leftOut(domains.length, shownDomains, "domains", file);
  const others = columns && leftOut(columns.names.length, shownDomains, columns.what, file);
  return rows !== undefined && others !== undefined ? `${rows} ${others}` : (rows ?? others);
}
