import type { Block, Section, Span, TableBlock, Text } from "./blocks.ts";
import { escapeHtml } from "./escape-html.ts";
import { shortenSection } from "./shorten-blocks.ts";

const style = `
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem 1.5rem 4rem; background: #fff; color: #1b1b1b; font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; } h2 { margin-top: 2.5rem; border-bottom: 1px solid #ccc; font-size: 1.3rem; } h3 { margin-top: 1.8rem; font-size: 1.05rem; }
h1, h2, h3, p, li { overflow-wrap: anywhere; }
nav { font-size: .9rem; } nav a { margin-right: .9rem; white-space: nowrap; }
.table { overflow-x: auto; margin: .8rem 0; } table { border-collapse: collapse; font-size: .86rem; }
th, td { padding: .2rem .6rem; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top; } th { border-bottom: 2px solid #888; }
.right { text-align: right; font-variant-numeric: tabular-nums; } td.right { white-space: nowrap; } th { vertical-align: bottom; }
figure { margin: 1rem 0; } figure svg { max-width: 100%; height: auto; }
pre { overflow-x: auto; padding: .8rem; background: #f5f5f5; font-size: .82rem; } code { font-family: ui-monospace, monospace; }
summary { cursor: pointer; } .more { color: #555; font-size: .86rem; }
`;

/** For tables with a column for every model or domain; text keeps its measure. */
const wideStyle = `body { max-width: 84rem; } p, ul, pre { max-width: 62rem; }\n`;

/**
 * The sections as one HTML page that loads nothing. @param svgs the picture of each chart, by its file name
 * @param width `wide` for tables of many columns
 */
export function renderHtml(
  title: string,
  sections: readonly Section[],
  svgs: ReadonlyMap<string, string>,
  width: "normal" | "wide" = "normal",
): string {
  const links = sections.map(({ id, title: name }) => `<a href="#${id}">${escapeHtml(name)}</a>`);
  const chapters = sections
    .map(shortenSection)
    .map(({ id, title: name, blocks }) =>
      [`<h2 id="${id}">${escapeHtml(name)}</h2>`, ...blocks.map((one) => block(one, svgs))].join("\n"),
    );
  return [
    `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<title>${escapeHtml(title)}</title>\n<style>${style}${width === "wide" ? wideStyle : ""}</style>\n</head>\n<body>`,
    `<h1>${escapeHtml(title)}</h1>\n<nav>${links.join("\n")}</nav>`,
    ...chapters,
    "</body>\n</html>\n",
  ].join("\n");
}

function block(one: Block, svgs: ReadonlyMap<string, string>): string {
  switch (one.kind) {
    case "heading":
      return `<h3>${escapeHtml(one.text)}</h3>`;
    case "paragraph":
      return `<p>${line(one.text)}</p>`;
    case "list":
      return `<ul>\n${one.items.map((item) => `<li>${line(item)}</li>`).join("\n")}\n</ul>`;
    case "code":
      return `<pre><code>${one.text.trimEnd().split("\n").map(escapeHtml).join("\n")}</code></pre>`;
    case "details":
      return [
        `<details><summary>${escapeHtml(one.summary)}</summary>`,
        ...one.blocks.map((inner) => block(inner, svgs)),
        "</details>",
      ].join("\n");
    case "chart":
      return `<figure role="img" aria-label="${escapeHtml(one.title)}">${svgs.get(one.file) ?? ""}</figure>${note(one.chart.leftOut)}`;
    case "table":
      return table(one);
  }
}

function line(text: Text): string {
  return typeof text === "string" ? escapeHtml(text) : text.map(span).join("");
}

function span(part: Span): string {
  if (typeof part === "string") return escapeHtml(part);
  return "strong" in part ? `<strong>${escapeHtml(part.strong)}</strong>` : `<code>${escapeHtml(part.code)}</code>`;
}

function table({ columns, rows, leftOut }: TableBlock): string {
  const kind = (c: number): string => (columns[c].align === "right" ? ` class="right"` : "");
  const titles = columns.map(({ title }, c) => `<th${kind(c)}>${escapeHtml(title)}</th>`).join("");
  const lines = rows.map((row) => {
    const cells = row.map((text, c) => `<td${kind(c)}>${escapeHtml(text)}</td>`);
    return `<tr>${cells.join("")}</tr>`;
  });
  return `<div class="table"><table>\n<tr>${titles}</tr>\n${lines.join("\n")}\n</table></div>${note(leftOut)}`;
}

function note(text: string | undefined): string {
  return text === undefined ? "" : `\n<p class="more">${escapeHtml(text)}</p>`;
}
