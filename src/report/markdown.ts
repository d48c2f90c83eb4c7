import type { Block, Section, Span, TableBlock, Text } from "./blocks.ts";
import { escapeHtml } from "./escape-html.ts";
import { shortenSection } from "./shorten-blocks.ts";
import { visible } from "../util/visible.ts";

/** The sections as GitHub-flavoured Markdown; charts are links to `<folder>/<file>.svg`. */
export function renderMarkdown(title: string, sections: readonly Section[]): string {
  const parts = sections
    .map(shortenSection)
    .flatMap((section) => [`## ${escapeMarkdown(section.title)}`, ...section.blocks.map(block)]);
  return `${[`# ${escapeMarkdown(title)}`, ...parts].join("\n\n")}\n`;
}

/**
 * Text that Markdown shows as it is, on one line: no emphasis, link, table cell, HTML, formula, template or autolink begins in it. An underscore
 * inside a word needs no escape.
 */
export function escapeMarkdown(text: string): string {
  return visible(text)
    .replace(/[\\`*<>&[\]|~$@#!{]/gu, "\\$&")
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/gu, "\\_")
    .replace(/:(?=\/\/)/gu, "\\:")
    .replace(/\b(www)\./giu, "$1\\.");
}

function block(one: Block): string {
  switch (one.kind) {
    case "heading":
      return `### ${escapeMarkdown(one.text)}`;
    case "paragraph":
      return line(one.text);
    case "list":
      return one.items.map((item) => `- ${line(item)}`).join("\n");
    case "code":
      return fenced(one.language, one.text);
    case "details":
      return [`<details><summary>${escapeHtml(one.summary)}</summary>`, ...one.blocks.map(block), "</details>"].join(
        "\n\n",
      );
    case "chart":
      return withNote(`![${escapeMarkdown(one.title)}](${one.folder ?? "charts"}/${one.file}.svg)`, one.chart.leftOut);
    case "table":
      return table(one);
  }
}

function line(text: Text): string {
  return typeof text === "string" ? escapeMarkdown(text) : text.map(span).join("");
}

function span(part: Span): string {
  if (typeof part === "string") return escapeMarkdown(part);
  return "strong" in part ? `**${escapeMarkdown(part.strong)}**` : codeSpan(visible(part.code));
}

function codeSpan(code: string): string {
  const ticks = "`".repeat(longestRun(code) + 1);
  return ticks.length === 1 ? `\`${code}\`` : `${ticks} ${code} ${ticks}`;
}

function fenced(language: string, text: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/gu), ([run]) => run.length));
}

function table({ columns, rows, leftOut }: TableBlock): string {
  const cells = rows.map((row) => row.map((text) => escapeMarkdown(text)));
  const titles = columns.map(({ title }) => escapeMarkdown(title));
  const widths = titles.map((title, c) => Math.max(3, ...[title, ...cells.map((row) => row[c])].map((s) => s.length)));
  const pad = (text: string, c: number): string =>
    columns[c].align === "right" ? text.padStart(widths[c]) : text.padEnd(widths[c]);
  const rule = columns.map(({ align }, c) =>
    align === "right" ? `${"-".repeat(widths[c] - 1)}:` : "-".repeat(widths[c]),
  );
  const lines = [titles.map(pad), rule, ...cells.map((row) => row.map(pad))].map((row) => `| ${row.join(" | ")} |`);
  return withNote(lines.join("\n"), leftOut);
}

function withNote(shown: string, note: string | undefined): string {
  return note === undefined ? shown : `${shown}\n\n${escapeMarkdown(note)}`;
}
