import { shorten } from "../util/visible.ts";

const cellLimit = 120;

/** A Markdown table whose columns line up as text: the first one to the left, the others to the right. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(escapeCell));
  const widths = head.map((_, c) => Math.max(3, ...cells.map((row) => row[c].length)));
  const show = (row: readonly string[]): string =>
    `| ${row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join(" | ")} |`;
  const rule = `| ${widths.map((width, c) => (c === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  return [show(cells[0]), rule, ...cells.slice(1).map(show)].join("\n");
}

function escapeCell(text: string): string {
  return shorten(text, cellLimit).replaceAll("|", "\\|");
}
