import type { Chart } from "./charts/chart.ts";

/** Part of a line: plain, set off as a name or number, or code. Every part may hold text from the data; renderers escape it. */
export type Span = string | { readonly strong: string } | { readonly code: string };
export type Text = string | readonly Span[];

export interface TableBlock {
  readonly kind: "table";
  readonly columns: readonly { readonly title: string; readonly align: "left" | "right" }[];
  readonly rows: readonly (readonly string[])[];
  /** What was left out, in words. */
  readonly leftOut: string | undefined;
}

export interface ChartBlock {
  readonly kind: "chart";
  /** Where the Markdown page finds the picture; `charts` when left out. */
  readonly folder?: string;
  /** File name without `.svg`; never made from the data. */
  readonly file: string;
  /** What the chart shows, in one line. */
  readonly title: string;
  readonly chart: Chart;
}

/** What a report is made of, before it is Markdown or HTML. */
export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: Text }
  | { readonly kind: "list"; readonly items: readonly Text[] }
  | { readonly kind: "code"; readonly language: string; readonly text: string }
  | { readonly kind: "details"; readonly summary: string; readonly blocks: readonly Block[] }
  | TableBlock
  | ChartBlock;

/** A chapter of the report. `id` is its anchor. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** The charts of some sections, in order, those in details too. */
export function chartsOf(blocks: readonly Block[]): ChartBlock[] {
  return blocks.flatMap((block) => {
    if (block.kind === "details") return chartsOf(block.blocks);
    return block.kind === "chart" ? [block] : [];
  });
}
