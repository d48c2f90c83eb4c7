import { parsers } from "prettier/plugins/markdown";
import { z } from "zod";

interface Node {
  readonly type: string;
  readonly value?: string | undefined;
  readonly url?: string | undefined;
  readonly children?: readonly Node[] | undefined;
}

const nodeSchema: z.ZodType<Node> = z.object({
  type: z.string(),
  value: z.string().optional(),
  url: z.string().optional(),
  get children() {
    return z.array(nodeSchema).optional();
  },
});

/** What a Markdown parser makes of a page: the kinds of its nodes, its raw HTML, where its links and pictures lead, and the texts of table cells. */
export interface ParsedMarkdown {
  readonly kinds: readonly string[];
  readonly html: readonly string[];
  readonly targets: readonly string[];
  readonly cells: readonly string[];
}

export async function parseMarkdown(text: string): Promise<ParsedMarkdown> {
  // The parser of prettier, whose types hide what it gives; it takes no option into account.
  const parse = parsers.markdown.parse as (text: string, options: object) => unknown;
  const nodes = withAllBelow(nodeSchema.parse(await parse(text, {})));
  return {
    kinds: [...new Set(nodes.map(({ type }) => type))].sort(),
    html: nodes.flatMap(({ type, value = "" }) => (type === "html" ? [value] : [])),
    targets: nodes.flatMap(({ url }) => (url === undefined ? [] : [url])),
    cells: nodes.filter(({ type }) => type === "tableCell").map(textOf),
  };
}

function withAllBelow(node: Node): Node[] {
  return [node, ...(node.children ?? []).flatMap(withAllBelow)];
}

function textOf(node: Node): string {
  return node.value ?? (node.children ?? []).map(textOf).join("");
}
