import { shorten } from "../util/visible.ts";
import type { Block, Section, Span, Text } from "./blocks.ts";

/** Characters that are shown of a name, of a line with names in it, and of a part of a paragraph; results.json holds them whole. */
const limits = { name: 120, title: 200, part: 2000 } as const;

/** The section with names of a length that a page can show. Cells of tables have theirs already, code is left as it is. */
export function shortenSection(section: Section): Section {
  return { ...section, blocks: section.blocks.map(shortenBlock) };
}

function shortenBlock(block: Block): Block {
  switch (block.kind) {
    case "heading":
      return { ...block, text: shorten(block.text, limits.title) };
    case "paragraph":
      return { ...block, text: shortenText(block.text) };
    case "list":
      return { ...block, items: block.items.map(shortenText) };
    case "details":
      return { ...block, summary: shorten(block.summary, limits.title), blocks: block.blocks.map(shortenBlock) };
    case "chart":
      return { ...block, title: shorten(block.title, limits.title) };
    case "table":
      return {
        ...block,
        columns: block.columns.map((column) => ({ ...column, title: shorten(column.title, limits.name) })),
      };
    case "code":
      return block;
  }
}

function shortenText(text: Text): Text {
  return typeof text === "string" ? shorten(text, limits.part) : text.map(shortenSpan);
}

function shortenSpan(span: Span): Span {
  if (typeof span === "string") return shorten(span, limits.part);
  return "strong" in span ? { strong: shorten(span.strong, limits.name) } : { code: shorten(span.code, limits.name) };
}
