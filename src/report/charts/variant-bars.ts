import type { StudyArtifact } from "../../data/artifacts/study.ts";
import { formatSeeds } from "../format.ts";
import { leftOut } from "../left-out.ts";
import { spreadText } from "../model-table.ts";
import { axisRange } from "./axis-range.ts";
import { type Chart, chartWidth, label } from "./chart.ts";
import { nameAxis, nameSpace } from "./name-axis.ts";

type Spread = StudyArtifact["variants"][number]["auc"];

const shownDomains = 7;
const rowHeight = 24;
const head = 40;
const foot = 34;
const valueSpace = 140;

/** What is drawn: variants with a measure, overall and per domain. */
export interface VariantBarsInput extends Pick<StudyArtifact, "domains" | "seeds"> {
  readonly variants: readonly { readonly key: string; readonly auc: Spread; readonly aucByDomain: readonly Spread[] }[];
  /** The measure in place of the test AUC. */
  readonly measure?: string;
}

/**
 * Mean test AUC, or another measure, of every variant with one standard deviation to both sides, a panel for all rows and one for each domain, at most seven
 * (DSFM, Fig. 4 and 6). Bars begin at the left end of their panel's axis, which is not 0.
 * @param whole title of the panel for all rows @param file where to find what is left out
 */
export function variantBars(
  { variants, domains, seeds, measure = "Test AUC" }: VariantBarsInput,
  { whole, file } = { whole: "all domains", file: "study.json" },
): Chart {
  const names = variants.map(({ key }) => key);
  const shown = domains.slice(0, shownDomains);
  const panels = [
    { title: whole, spreads: variants.map(({ auc }) => auc) },
    ...shown.map((domain, d) => ({ title: label(domain), spreads: variants.map((one) => one.aucByDomain[d]) })),
  ];
  const panelHeight = head + rowHeight * variants.length + foot;
  const top = (p: number): number => 30 + p * panelHeight;
  const drawn = panels.map(({ spreads }, p) => panelOf(names, spreads, p));
  return {
    width: chartWidth,
    height: top(panels.length) + 10,
    leftOut: leftOut(domains.length, shownDomains, "domains", file),
    option: {
      title: [
        heading(`${measure}, mean ± standard deviation over ${formatSeeds(seeds)}; the axes do not begin at 0`, 10, 8),
        ...panels.map(({ title }, p) => heading(title, nameSpace, top(p) + 12)),
      ],
      grid: panels.map((_, p) => ({
        left: nameSpace,
        right: valueSpace,
        top: top(p) + head,
        height: rowHeight * variants.length,
      })),
      xAxis: drawn.map(({ xAxis }) => xAxis),
      yAxis: drawn.flatMap(({ yAxes }) => yAxes),
      series: drawn.flatMap(({ series }) => series),
    },
  };
}

function heading(text: string, left: number, top: number) {
  return { text, left, top, padding: 0, textStyle: { fontSize: 13, fontWeight: "normal" as const, color: "#333333" } }; // widens to string
}

/** One panel: bars on the left axis, the numbers beside them on the right one. */
function panelOf(names: readonly string[], spreads: readonly Spread[], p: number) {
  const range = axisRange(spreads.flatMap((spread) => endsOf(spread) ?? []));
  const place = { xAxisIndex: p, yAxisIndex: 2 * p };
  const numbers = {
    ...nameAxis([]),
    position: "right" as const,
    axisLine: { show: false },
    data: spreads.map(spreadText),
  }; // the same
  return {
    xAxis: { type: "value" as const, gridIndex: p, ...range }, // the same
    yAxes: [
      { ...nameAxis(names), gridIndex: p },
      { ...numbers, gridIndex: p },
    ],
    series: [
      {
        ...place,
        type: "bar" as const, // the same
        barWidth: 14,
        data: spreads.map(({ mean }, row) => ({
          value: mean ?? "-",
          itemStyle: { color: row === 0 ? "#0072B2" : "#56B4E9" },
        })),
      },
      {
        ...place,
        type: "line" as const, // the same
        color: "#333333",
        symbol: "rect",
        symbolSize: [1.5, 9],
        lineStyle: { width: 1.5 },
        z: 4,
        data: spreads.flatMap((spread, row) => {
          const ends = endsOf(spread);
          return ends === null || spread.deviation === null ? [] : [...ends.map((end) => [end, row]), ["-", row]];
        }),
      },
    ],
  };
}

/** One deviation below and above the mean; null without a mean. */
function endsOf({ mean, deviation }: Spread): [number, number] | null {
  return mean === null ? null : [mean - (deviation ?? 0), mean + (deviation ?? 0)];
}
