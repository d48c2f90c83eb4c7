import type { Block, Section } from "../blocks.ts";
import { heatMap } from "../charts/heat-map.ts";
import { formatCount } from "../format.ts";
import type { Results } from "../results.ts";
import { left, right, tableOf } from "../table.ts";

type Overlap = NonNullable<Results["overlap"]["users"]>;

const tabledDomains = 12;

/** What the section is made of. */
interface OverlapFacts extends Pick<Results, "overlap"> {
  readonly domains: readonly { readonly name: string }[];
  /** Where to find what is left out; `results.json` by default. */
  readonly file?: string;
}

/** How many users and items the domains share: counts, and shares of the domain of the row. */
export function overlapSection({ overlap, domains, file }: OverlapFacts): Section {
  const names = domains.map(({ name }) => name);
  return {
    id: "overlap",
    title: "Overlap of domains",
    blocks: [
      ...overlapBlocks("users", overlap.users, names, file),
      ...overlapBlocks("items", overlap.items, names, file),
    ],
  };
}

function overlapBlocks(
  what: "users" | "items",
  overlap: Overlap | null,
  domains: readonly string[],
  file: string | undefined,
): Block[] {
  if (overlap === null) return [{ kind: "paragraph", text: `Not known for ${what}: no column is declared for them.` }];
  const shares = domains.map((row) => domains.map((column) => share(overlap, row, column)));
  const title = `Share of the ${what} of the domain on the left who are also in the domain below`;
  return [
    { kind: "heading", text: `Distinct ${what} in both domains` },
    domains.length <= tabledDomains ? countTable(overlap, domains) : notTabled(domains.length, file),
    {
      kind: "chart",
      file: `overlap-${what}`,
      title: what === "items" ? title.replace("who", "that") : title,
      chart: heatMap({ domains, cells: shares, measure: `Share of the row's ${what}`, format: "share", most: 1, file }),
    },
  ];
}

function countTable(overlap: Overlap, domains: readonly string[]): Block {
  return tableOf(domains, [
    left("domain", (domain) => domain),
    ...domains.map((column) => right(column, (row: string) => formatCount(overlap[row]?.[column] ?? null))),
  ]);
}

function notTabled(domains: number, file = "results.json"): Block {
  return { kind: "paragraph", text: `The counts of all ${formatCount(domains)} domains are in ${file}.` };
}

function share(overlap: Overlap, row: string, column: string): number | null {
  const own = overlap[row]?.[row] ?? 0;
  const both = overlap[row]?.[column];
  return own === 0 || both === undefined ? null : both / own;
}
