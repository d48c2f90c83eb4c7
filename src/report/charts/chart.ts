import type { EChartsOption } from "echarts";
import { visible } from "../../util/visible.ts";

/** An ECharts option and the size of its picture in pixels. */
export interface Chart {
  readonly option: EChartsOption;
  readonly width: number;
  readonly height: number;
  /** What the chart leaves out, in words. */
  readonly leftOut?: string;
}

/** A domain's line or bars: its colour and its shares of the bins, plain and weighted by effect; null without mass. */
export interface DomainShares {
  readonly name: string;
  readonly color: string;
  readonly plain: readonly number[] | null;
  readonly effect: readonly number[] | null;
}

/** Width of every chart: what fits a Markdown page. */
export const chartWidth = 760;

/** The colours of Okabe and Ito, which colour-blind readers can tell apart; the yellow, faint on white, comes last. */
export const palette = [
  "#0072B2",
  "#E69F00",
  "#009E73",
  "#CC79A7",
  "#56B4E9",
  "#D55E00",
  "#000000",
  "#F0E442",
] as const;

const labelHead = 16;
const labelTail = 11;

/**
 * A name from the data as a text of a chart. The chart library keeps texts as keys of plain objects and would take `__proto__` or `constructor`
 * for what every object has, and change that; a blank behind such a name makes it another.
 */
export function chartText(name: string): string {
  return name in Object.prototype ? `${name}\u00a0` : name;
}

/** A name from the data as a label of a chart: long ones keep both ends, as names often differ in the last part. */
export function label(name: string): string {
  const characters = Array.from(visible(name));
  if (characters.length <= labelHead + 1 + labelTail) return chartText(characters.join(""));
  return `${characters.slice(0, labelHead).join("")}…${characters.slice(-labelTail).join("")}`;
}
