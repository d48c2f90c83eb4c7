import { BarChart, HeatmapChart, LineChart, ScatterChart } from "echarts/charts";
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  TitleComponent,
  VisualMapComponent,
} from "echarts/components";
import { init, setPlatformAPI, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Chart } from "./chart.ts";
import { textWidth } from "./text-width.ts";

use([
  BarChart,
  HeatmapChart,
  LineChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  TitleComponent,
  VisualMapComponent,
  SVGRenderer,
]);
setPlatformAPI({ measureText: (text, font) => ({ width: textWidth(text, font ?? "12px sans-serif") }) });

/**
 * The chart as an SVG picture, the same bytes every time. @param prefix begins every id in it, so that pictures with different prefixes
 * can share a page
 */
export function renderSvg({ option, width, height }: Chart, prefix: string): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({ animation: false, backgroundColor: "#ffffff", ...option });
    return withoutCounters(chart.renderToSVGString(), prefix);
  } finally {
    chart.dispose();
  }
}

/**
 * ECharts numbers charts, clip paths and hover styles with counters that run on through the process. A still picture needs no hover
 * style and no marks for event handlers; the ids that remain are numbered in the order of their appearance.
 */
function withoutCounters(svg: string, prefix: string): string {
  const ids = new Map<string, string>();
  const idOf = (id: string): string => {
    const known = ids.get(id) ?? `${prefix}-${ids.size}`;
    ids.set(id, known);
    return known;
  };
  return svg
    .replace(/<style\s*><!\[CDATA\[.*?\]\]>\s*<\/style>\s*/su, "")
    .replace(/ (?:class="zr\d+-cls-\d+"|ecmeta_\w+="[^"]*"|pointer-events="visible"|xmlns:xlink="[^"]*")/gu, "")
    .replace(/(?<=(?:id="|="url\(#))zr\d+-\w+/gu, idOf)
    .replace(/\n+/gu, "\n");
}
